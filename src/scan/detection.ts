import { createHash } from 'node:crypto';
import type { AllowComment, PairedKey } from '../model/finding.ts';
import type { Severity } from '../model/severity.ts';
import { accountOf } from './account.ts';
import type { Admitted, Candidate, Hope } from './candidate.ts';
import type { Neighbourhood } from './candidates.ts';
import { commentOn } from './comment.ts';
import { entropy } from './entropy.ts';
import { excerptOf, spanIn } from './excerpt.ts';
import { charactersIn, type Place } from './lines.ts';

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
  /** The rule whose findings could be its other half. */
  readonly pairsWith?: string;
  /** Of a key ID: the fingerprint of the secret that it was found together with. */
  readonly belongsTo?: string;
  /** It counts only in files that are called as its rule says: see `Scanner.counts`. */
  readonly inFiles?: true;
  /** One of AWS's documented example values. */
  readonly isDocumented?: true;
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
  readonly start: number;
  readonly end: number;
  /** Bytes a character. */
  readonly unit: number;
  /** Why it is believed; undefined while only a neighbour could still speak for it. */
  readonly admitted: Admitted | undefined;
  readonly hopes: readonly Hope[];
}

/** Candidate to draft; `others` are the candidates of the same stretch, so that none stays readable beside it. */
export function draftOf(
  candidate: Candidate,
  place: Place,
  others: Neighbourhood,
  matches: readonly number[],
): Draft {
  const { secret, offset, end, view, compiled, decoded, owner, isDocumented } = candidate;
  const { rule } = compiled;
  const account = rule.account === 'aws-key-id' ? accountOf(secret) : undefined;
  const comment = commentOn(candidate, others);
  const { text, mark } = excerptOf(candidate, others);
  return {
    start: offset,
    end,
    unit: view.root.unit,
    admitted: candidate.admitted,
    hopes: candidate.hopes,
    detection: {
      ruleId: rule.id,
      description: rule.description,
      severity: rule.severity,
      fingerprint: fingerprintOf(rule.id, secret),
      masked: candidate.masked,
      entropy: Math.round(entropy(secret) * 100) / 100,
      why: [
        ...(owner === undefined ? [] : [`it is your own key (${owner})`]),
        ...(decoded.length === 0 ? [] : [`read through ${decoded.join(' and ')}`]),
      ],
      line: place.line,
      column: place.column,
      width: widthOf(candidate),
      excerpt: text,
      mark,
      matches,
      ...(rule.pairsWith === undefined ? {} : { pairsWith: rule.pairsWith }),
      ...(account === undefined ? {} : { account }),
      ...(comment === undefined ? {} : { comment }),
      ...(isDocumented ? { isDocumented } : {}),
    },
  };
}

/**
 * Rule and value, so that it survives moves and renames and cannot stand for another value on the same line. How a
 * value of several lines is broken does not count.
 */
export function fingerprintOf(ruleId: string, secret: string): string {
  const value = /[\r\n]|\\n/.test(secret) ? secret.replace(/\\[nrt]|[\s"',]/g, '') : secret;
  const digest = createHash('sha256').update(`${ruleId}\0${value}`, 'latin1').digest('hex');
  return `kh1:${digest.slice(0, 32)}`;
}

/** How much of its line the secret takes, in characters. */
function widthOf(candidate: Candidate): number {
  const { root } = candidate.view;
  const { start, end } = spanIn(root, candidate);
  const length = root.bytes.toString('latin1', start, end).search(/[\r\n]|$/);
  return charactersIn(root, start, start + length);
}
