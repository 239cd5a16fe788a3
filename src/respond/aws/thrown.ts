/** What happened, and what to do. */
export type Words = readonly [message: string, hint: string];

/** What is known of an error that the SDK throws: of services, of sockets, and of where it looks for credentials. */
export interface Thrown {
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
  readonly Code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly attempts?: number };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

/** Whether what was asked was refused, was never sent, or may have been done all the same. */
export type Certainty = 'refused' | 'not-sent' | 'open';
