/**
 * A commit as it is named outside. A `hash` is hexadecimal, whole or its first digits; a `branch` is one of origin, as
 * it was last seen; `words` are a person's own.
 */
export type Named = { readonly hash: string } | { readonly branch: string } | { readonly words: string };

/** A pull request or the like: what its head has and its base has not. */
export interface Change {
  readonly kind: 'change';
  readonly head: Named;
  /** The commit that CI made of the head and its base: it counts where it is here and the head is one of its two parents. */
  readonly merged?: Named;
  /** What it goes into; it is enough that one of them is here. */
  readonly bases: readonly Named[];
  /** Where origin keeps the head, also that of a fork: `refs/pull/7/head`. */
  readonly ref?: string;
}

/** Commits on a branch, pushed or built for another reason. */
export interface Push {
  readonly kind: 'push';
  readonly head: Named;
  /** What the branch held before, where that is told. */
  readonly before?: Named;
  /** Whether it is said that the branch or tag was not there before. */
  readonly isNew?: boolean;
  /** None for a tag. */
  readonly branch?: string;
  /** The commit at which that branch is, where something else may be checked out. */
  readonly branchAt?: Named;
  readonly defaultBranch?: string;
}

/** A branch or tag that was taken away. */
export interface Deletion {
  readonly kind: 'deletion';
}

export type Asked = Change | Push | Deletion;

/** What a CI tells of the run that it started. */
export interface Told {
  /** In its own words: `pull_request`. */
  readonly event: string;
  readonly asked: Asked;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** A CI that tells by its environment what it runs for. */
export interface Provider {
  readonly name: string;
  /** What in the environment tells it, for messages. */
  readonly sign: string;
  readonly isHere: (env: Environment) => boolean;
  /**
   * @param read what a file holds
   * @throws UserError where something is missing, or is not what it is to be
   */
  readonly tell: (env: Environment, read: (path: string) => string) => Told;
  /** What to write where, so that the whole history is cloned: words that begin with a verb. */
  readonly wholeHistory: string;
}
