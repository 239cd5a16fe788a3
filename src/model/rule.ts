import type { Severity } from './severity.ts';

/** The named tests of a secret's own shape that a rule can ask for; `scan/checks.ts` holds them. */
export type CheckName =
  | 'not-hex'
  | 'mixed-case'
  | 'not-a-word'
  | 'no-repeat'
  | 'no-sequence'
  | 'no-example'
  | 'not-a-path'
  | 'not-a-digest'
  | 'digit-or-current-format';

/** Gates that a candidate passes or not. All that are present must hold. */
export interface Gates {
  /** Least Shannon entropy of the secret, in bits per character. */
  readonly entropy?: number;
  /** As `entropy`, of what follows the first `skip` characters: a prefix that is always the same says nothing. */
  readonly bodyEntropy?: { readonly skip: number; readonly min: number };
  readonly checks?: readonly CheckName[];
}

/** One way for a candidate to be believed. A rule with none believes every candidate that passes its gates. */
export type Admission = Gates & {
  /** Admitted when one of these names stands before it: on its line, or on the line that it continues. */
  readonly label?: string;
  /** With `label`: admitted only when this stands within five lines, too. */
  readonly context?: string;
  /** Admitted when a candidate of that rule stands within five lines and 600 bytes. */
  readonly near?: string;
};

/** A rule as it stands in a rule file. Patterns are JavaScript regular expressions over Latin-1 text. */
export interface Rule extends Gates {
  readonly id: string;
  readonly description: string;
  readonly severity: Severity;
  /** What the secret looks like. The group `secretGroup` (first by default) is the secret, the match its surroundings. */
  readonly regex: string;
  readonly secretGroup?: number;
  /** Anchors: the pattern is tried only around one of these literals … */
  readonly keywords?: readonly string[];
  /** … or around an unbroken run of exactly this many characters of this alphabet. */
  readonly run?: { readonly alphabet: 'base64'; readonly length: number };
  readonly admit?: readonly Admission[];
  /** The rule whose nearest finding belongs to this one: the two become one finding. */
  readonly pairsWith?: string;
  /** How many of the secret's first and last characters are no secret: fixed by the format, or an identifier. */
  readonly show?: { readonly first: number; readonly last: number };
  /** `aws-key-id`: the secret names its account (`scan/account.ts`). */
  readonly account?: 'aws-key-id';
  /** Where the facts come from. */
  readonly references?: readonly string[];
}

export interface RuleFile {
  readonly rules: readonly Rule[];
}
