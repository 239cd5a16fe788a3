/** What it is to stop a credential, step by step: what is asked for, what would be changed, and by whom. */
import type { Principal } from '../principal.ts';
import type { Ask } from './access.ts';
import type { Call } from './calls.ts';

/** What is to be contained, and how. Names are those of IAM, without path. */
export interface ContainmentRequest {
  readonly action: ContainmentAction;
  /** Whole, as it was read again from where it leaked. */
  readonly keyId?: string | undefined;
  /** Of the leaked credential, 12 digits, where it is known. */
  readonly account?: string | undefined;
  /** Go on although whoever acts would act on itself. */
  readonly allowSelf?: boolean | undefined;
}

export type ContainmentAction =
  | { readonly kind: 'deactivate'; readonly user?: string | undefined }
  | {
      readonly kind: 'attach';
      readonly policy: AttachablePolicy;
      readonly user?: string | undefined;
      readonly role?: string | undefined;
    }
  | {
      readonly kind: 'deactivate-service-credential';
      readonly user: string;
      /** As `bedrock.amazonaws.com`: all active ones of that service, for nobody knows which one leaked. */
      readonly service?: string | undefined;
      readonly credentialId?: string | undefined;
    };

/** What would be changed; nothing is yet. An empty list: there is nothing to do. All texts are safe to print. */
export interface ContainmentPlan {
  readonly actor: Actor;
  /** Masked. */
  readonly keyId?: string;
  /** The user, role or credential in words. */
  readonly target: string;
  /** Why there is nothing to do, and what to know before. */
  readonly notes: readonly string[];
  readonly changes: readonly Change[];
}

/** One write. */
export interface Change {
  readonly call: Call;
  /** `Deactivate the key AKIA************WXYZ of user ada` */
  readonly title: string;
  /** Lines of a shell that do the same. */
  readonly commands: readonly string[];
  /** Lines of a shell that put back what was there. */
  readonly undo: readonly string[];
  /** In words: `Active`. */
  readonly before: string;
  readonly after: string;
  readonly write: (ask: Ask) => Promise<void>;
  /** What AWS shows now. */
  readonly read: (ask: Ask) => Promise<State>;
}

export type State = 'before' | 'after' | 'neither';

/** What an action adds to a plan. */
export type Planned = Pick<ContainmentPlan, 'target' | 'notes' | 'changes'>;

/** Who acts, as STS says it. */
export interface Actor {
  readonly account: string;
  /** Safe to print. */
  readonly arn: string;
  readonly principal: Principal;
}

/** An inline policy that stops something. */
export interface AttachablePolicy {
  /** Such as `keyhalt-contain-source-ip`. */
  readonly name: string;
  readonly document: unknown;
}
