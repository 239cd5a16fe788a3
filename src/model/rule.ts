import type { Severity } from './severity.ts';

/** The named tests of a secret's own shape that a rule can ask for; `scan/checks.ts` holds them. */
export const checks = [
  'not-hex',
  'mixed-case',
  'not-a-word',
  'no-repeat',
  'no-sequence',
  'no-example',
  'no-dummy',
  'not-a-path',
  'not-a-digest',
  'not-named-otherwise',
  'not-code',
  'not-in-a-signature',
  'signed-by-a-real-key',
  'digit-or-current-format',
  'not-words',
  'known-format',
  'names-its-account',
  'ecr-token',
  'not-a-placeholder',
  'not-encoded-text',
  'not-elided',
  'no-other-format',
  'not-of-another',
  'not-of-another-cloud',
  'key-material',
] as const;

export type CheckName = (typeof checks)[number];

/** Gates that a candidate passes or not. All that are present must hold. */
export interface Gates {
  /** Least Shannon entropy of the secret, in bits per character. */
  readonly entropy?: number;
  /** As `entropy`, of what follows the first `skip` characters: a prefix that is always the same says nothing. */
  readonly bodyEntropy?: { readonly skip: number; readonly min: number };
  /** How often, at least, a character is of another class (upper, lower, digit, symbol) than the one before it. */
  readonly classChanges?: number;
  readonly checks?: readonly CheckName[];
}

/** One way for a candidate to be believed. A rule with none believes every candidate that passes its gates. */
export type Admission = Gates & {
  /** Admitted when one of these names stands before it: on its line, or on the line that it continues. */
  readonly label?: string;
  /** Admitted when a comment says this: behind it on its line, or alone on the line above. */
  readonly note?: string;
  /** Admitted only when this stands within five lines, too, or encloses them, or within as many as `contextLines` says. */
  readonly context?: string;
  readonly contextLines?: number;
  /** Admitted when a candidate of that rule stands within five lines and 600 characters. */
  readonly near?: string;
  /** A pattern for paths, from the top, with /: admitted only in such files. */
  readonly path?: string;
  /** Instead of the rule's. */
  readonly severity?: Severity;
};

/** A rule as it stands in a rule file. Patterns are regular expressions over text in which a character is a byte. */
export interface Rule extends Gates {
  readonly id: string;
  readonly description: string;
  readonly severity: Severity;
  /**
   * What the secret looks like. Without `bounds` the group `secretGroup` is the secret, by default the first one
   * where there is one, else the whole match. With `bounds` the whole of it is.
   */
  readonly regex?: string;
  readonly secretGroup?: number;
  /** Characters, as in a character class, that may not touch the secret. Ends of escapes and colours in front may. */
  readonly bounds?: { readonly before: string; readonly after: string };
  /** In packed data a byte of this class stands in front of `length` characters, and then anything may follow. */
  readonly packed?: { readonly before: string; readonly length: number };
  /** Anchors: the pattern is tried only around one of these literals … */
  readonly keywords?: readonly string[];
  /** … or the secret is an unbroken run of exactly this many base64 characters. Then it needs no pattern. */
  readonly run?: { readonly alphabet: 'base64'; readonly length: number };
  /** How many characters a match may reach beyond its anchor; 512 by default. */
  readonly longest?: number;
  readonly admit?: readonly Admission[];
  /** The rule whose nearest finding belongs to this one: the two become one finding. */
  readonly pairsWith?: string;
  /** How many of the secret's first and last characters are no secret: fixed by the format, or an identifier. */
  readonly show?: { readonly first: number; readonly last: number };
  /** `aws-key-id`: the secret names its account (`scan/account.ts`). */
  readonly account?: 'aws-key-id';
  /** A pattern for paths, from the top, with /: only findings in such files count. */
  readonly path?: string;
  /** Found only when a configuration enables the rule. */
  readonly optIn?: boolean;
  /** Where the facts come from. */
  readonly references?: readonly string[];
}

export interface RuleFile {
  readonly rules: readonly Rule[];
}
