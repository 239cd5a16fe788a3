import { createHash } from 'node:crypto';
import type { AllowComment, PairedKey } from '../model/finding.ts';
import type { Severity } from '../model/severity.ts';
import { accountOf } from './account.ts';
import type { Candidate } from './candidate.ts';
import type { Neighbourhood } from './candidates.ts';
import { failedGate } from './checks.ts';
import { commentOn } from './comment.ts';
import { entropy } from './entropy.ts';
import { excerptOf } from './excerpt.ts';
import type { LineStart } from './lines.ts';
import { Surroundings } from './surroundings.ts';

/** What was found in one object, at one place of it. There is no secret in it. */
export interface Detection {
  readonly ruleId: string;
  readonly description: string;
  readonly severity: Severity;
  readonly fingerprint: string;
  readonly masked: string;
  readonly entropy: number;
  readonly why: readonly string[];
  readonly account?: string;
  readonly pairedWith?: PairedKey;
  /** Of a key ID: the fingerprint of the secret that it was found together with. */
  readonly belongsTo?: string;
  readonly line: number;
  readonly column: number;
  readonly width: number;
  readonly excerpt: string;
  readonly mark: { readonly start: number; readonly length: number };
  readonly comment?: AllowComment;
  /** Which of the patterns handed to the scanner match the secret, by their place in that list. */
  readonly matches: readonly number[];
}

/** A candidate without its secret, before its neighbours were asked. Offsets are bytes of the object. */
export interface Draft {
  readonly detection: Detection;
  readonly pairsWith?: string;
  readonly start: number;
  readonly end: number;
  /** Bytes a character. */
  readonly unit: 1 | 2;
  /** Why it is believed; undefined while only a neighbour of `nearRules` could still speak for it. */
  readonly admitted: string | undefined;
  readonly nearRules: readonly string[];
}

/** Candidate to draft; `others` are the candidates of the same stretch, so that none stays readable beside it. */
export function draftOf(
  candidate: Candidate,
  place: LineStart,
  others: Neighbourhood,
  patterns: readonly RegExp[],
): Draft {
  const { secret, offset, view, compiled } = candidate;
  const { rule } = compiled;
  const account = rule.account === 'aws-key-id' ? accountOf(secret) : undefined;
  const comment = commentOn(candidate, others);
  const { text, mark } = excerptOf(candidate, others);
  return {
    start: offset,
    end: offset + secret.length * view.unit,
    unit: view.unit,
    admitted: candidate.admitted,
    nearRules: nearRulesOf(candidate),
    ...(rule.pairsWith === undefined ? {} : { pairsWith: rule.pairsWith }),
    detection: {
      ruleId: rule.id,
      description: rule.description,
      severity: rule.severity,
      fingerprint: fingerprintOf(rule.id, secret),
      masked: candidate.masked,
      entropy: Math.round(entropy(secret) * 100) / 100,
      why: [],
      line: place.line,
      column: columnOf(candidate, place),
      width: secret.length,
      excerpt: text,
      mark,
      matches: patterns.flatMap((pattern, index) => (pattern.test(secret) ? [index] : [])),
      ...(account === undefined ? {} : { account }),
      ...(comment === undefined ? {} : { comment }),
    },
  };
}

/** Rule and value, so that it survives moves and renames and cannot stand for another value on the same line. */
export const fingerprintOf = (ruleId: string, secret: string): string =>
  `kh1:${createHash('sha256').update(`${ruleId}\0${secret}`, 'latin1').digest('hex').slice(0, 32)}`;

function nearRulesOf({ compiled, secret, view, start }: Candidate): string[] {
  const suspect = { secret, before: new Surroundings(view, start, start + secret.length).before };
  return compiled.admissions.flatMap(({ near, gates }) =>
    near !== undefined && failedGate(gates, suspect) === undefined ? [near] : [],
  );
}

/** Characters from the start of the line, from 1; bytes where the line began too far back to count characters. */
function columnOf({ view, start }: Candidate, { start: lineStart }: LineStart): number {
  const before = view.base + start - lineStart;
  if (view.unit === 2 || before > farthestColumn) return before + 1;
  return [...view.bytes.toString('utf8', start - before, start)].length + 1;
}

const farthestColumn = 4096;
