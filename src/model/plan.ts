/** What to do about a leaked credential, in order. */
export interface Plan {
  /** What it is: `Long-term access key of an IAM user`. */
  readonly title: string;
  /** What whoever holds it can do, and for how long. */
  readonly means: readonly string[];
  readonly steps: readonly Step[];
}

export interface Step {
  /** What to do: `Deactivate the key`. */
  readonly title: string;
  /** The reason, and what happens when it is left out. */
  readonly why: string;
  /** When it is to be done, where not always: `if it is a key of the root user`. */
  readonly when?: string;
  /** Lines for a POSIX shell, to be pasted as they are. */
  readonly commands: readonly string[];
  readonly undo: Undo;
}

/** How a step is taken back. `reading` changes nothing. */
export type Undo =
  | { readonly kind: 'reading' }
  | { readonly kind: 'commands'; readonly commands: readonly string[] }
  | { readonly kind: 'words'; readonly words: string }
  | { readonly kind: 'never'; readonly why: string };
