import type { Pattern, PatternMatch } from '../model/pattern.ts';
import type { Rule } from '../model/rule.ts';
import type { CompiledRule } from './compile.ts';
import { fingerprintOf } from './detection.ts';

/** One of the user's own credentials, to be found by its exact value. */
export interface OwnKey {
  readonly value: string;
  readonly kind: string;
  /** Whose it is, in words. */
  readonly owner: string;
}

/** So much of a value is its anchor, in characters. */
const anchorLength = 8;

/** Which rule such a credential belongs to, so that it has one fingerprint however it was found. */
const ruleOfKind: Readonly<Record<string, string>> = {
  'access-key-id': 'aws-access-key-id',
  'secret-access-key': 'aws-secret-access-key',
  'session-token': 'aws-session-token',
  'sso-token': 'aws-sso-token',
  'bearer-token': 'aws-bedrock-long-term-key',
};

/** A rule for each of the user's own credentials: nothing but the exact value counts, and it needs no name. */
export const compileOwnKeys = (keys: readonly OwnKey[], rules: readonly Rule[]): CompiledRule[] =>
  keys.map(({ value, kind, owner }) => {
    const natural = rules.find(({ id }) => id === ruleOfKind[kind]);
    return {
      rule: {
        id: natural?.id ?? 'own-aws-credential',
        description: natural?.description ?? 'AWS credential of your own',
        severity: 'critical',
        longest: value.length,
        ...(natural?.show === undefined ? {} : { show: natural.show }),
        ...(natural?.pairsWith === undefined ? {} : { pairsWith: natural.pairsWith }),
        ...(natural?.account === undefined ? {} : { account: natural.account }),
      },
      pattern: new ExactValue(Buffer.from(value).toString('latin1')),
      keywords: [{ text: Buffer.from(value).toString('latin1').slice(0, anchorLength) }],
      isEverywhere: false,
      admissions: [],
      owner,
    };
  });

/** Whose each of these is, by the fingerprint that a finding of it has. */
export const ownersByFingerprint = (keys: readonly OwnKey[]): ReadonlyMap<string, string> =>
  new Map(
    keys.flatMap(({ value, kind, owner }) => {
      const rule = ruleOfKind[kind];
      return rule === undefined ? [] : [[fingerprintOf(rule, Buffer.from(value).toString('latin1')), owner]];
    }),
  );

class ExactValue implements Pattern {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  matchesIn(text: string): PatternMatch[] {
    const found: PatternMatch[] = [];
    const { length } = this.#value;
    for (let at = text.indexOf(this.#value); at !== -1; at = text.indexOf(this.#value, at + length)) {
      found.push({ index: at, length, start: at, end: at + length });
    }
    return found;
  }

  test(text: string): boolean {
    return text.includes(this.#value);
  }
}
