import type { Gates } from '../model/rule.ts';
import type { Severity } from '../model/severity.ts';
import { passes, type Suspect } from './checks.ts';
import type { CompiledAdmission, CompiledRule } from './compile.ts';
import { isDocumented, isOfNobody } from './documented.ts';
import { maskSecret } from './mask.ts';
import { Surroundings } from './surroundings.ts';
import type { View } from './view.ts';

/** Where a rule matched, in characters of a view; `start` and `end` are those of the secret. */
export interface Match {
  readonly from: number;
  readonly to: number;
  readonly start: number;
  readonly end: number;
}

/**
 * A match not yet judged to its end. It holds the secret, so it never leaves `scan/`.
 *
 * `admitted` is why it is believed, in words; undefined while only a neighbour could still speak for it.
 */
export interface Candidate {
  readonly compiled: CompiledRule;
  readonly secret: string;
  /** What may be shown instead of it. */
  readonly masked: string;
  readonly view: View;
  /** Where the secret stands in its view … */
  readonly start: number;
  /** … and where that is in the object, in bytes. */
  readonly offset: number;
  readonly end: number;
  /** Where the match starts in the object: the stretch that holds this place reports the candidate. */
  readonly matchOffset: number;
  readonly admitted: Admitted | undefined;
  /** Which neighbours could speak for it, and how severe it is then. */
  readonly hopes: readonly Hope[];
  /** One of AWS's documented example values. */
  readonly isDocumented: boolean;
  /** What was decoded to read it, in words. */
  readonly decoded: readonly string[];
  /** Whose key it is, where it is one of the user's own. */
  readonly owner?: string;
}

export interface Admitted {
  readonly why: string;
  readonly severity: Severity;
  /** Only in files that are called as the rule says: a scan of bytes knows no names. */
  readonly inFiles?: true;
}

export interface Hope {
  readonly near: string;
  readonly severity: Severity;
}

/** Where a path is glued to a secret the cut may be wrong: then it has to look random, too. */
const gluedGates: Gates = { entropy: 4, classChanges: 16, checks: ['mixed-case'] };

/**
 * The candidate that a match makes, if the gates of its rule hold or it is a documented example.
 *
 * @param keepAll whether it is one, too, when they do not; then nothing admits it
 */
export function candidateOf(
  compiled: CompiledRule,
  view: View,
  match: Match,
  keepAll = false,
): Candidate | undefined {
  const { rule } = compiled;
  const { start, end } = match;
  const secret = view.bytes.toString('latin1', start, end);
  const around = new Surroundings(view, start, end);
  const documented = isDocumented(secret);
  const isPossible = documented || passes(rule, suspectOf(secret, around));
  if (!isPossible && !keepAll) return undefined;
  const { root } = view;
  const [rootStart, rootEnd] = [view.startOf(start), view.endOf(end)];
  return {
    compiled,
    secret,
    masked: maskSecret(secret, rule),
    view,
    start,
    offset: root.offset + rootStart * root.unit,
    end: root.offset + Math.max(rootEnd, rootStart + 1) * root.unit,
    matchOffset: root.offset + view.startOf(match.from) * root.unit,
    isDocumented: documented || isOfNobody(secret),
    decoded: [],
    ...(compiled.owner === undefined ? {} : { owner: compiled.owner }),
    ...(isPossible
      ? admissionOf(compiled, secret, around, isGlued(compiled, view, match))
      : { admitted: undefined, hopes: [] }),
  };
}

export const suspectOf = (secret: string, around: Surroundings): Suspect => new SuspectIn(secret, around);

/** The text around it is cut out only when a check asks. */
class SuspectIn implements Suspect {
  readonly secret: string;
  readonly #around: Surroundings;

  constructor(secret: string, around: Surroundings) {
    this.secret = secret;
    this.#around = around;
  }

  get before(): string {
    return this.#around.before;
  }

  get after(): string {
    return this.#around.after;
  }

  get isOfAnother(): boolean {
    return this.#around.isOfAnother;
  }

  get isOfAnotherCloud(): boolean {
    return this.#around.isOfAnotherCloud;
  }
}

/** Whether the run that was cut out goes on at either side. */
function isGlued({ rule, pattern }: CompiledRule, { bytes }: View, { start, end }: Match): boolean {
  if (pattern !== undefined || rule.run === undefined) return false;
  return bytes[start - 1] === slash || bytes[end] === slash;
}

const slash = 0x2f;

function admissionOf(
  { admissions, rule }: CompiledRule,
  secret: string,
  around: Surroundings,
  glued: boolean,
): Pick<Candidate, 'admitted' | 'hopes'> {
  if (admissions.length === 0)
    return { admitted: { why: 'its format says so', severity: rule.severity }, hopes: [] };
  const suspect = suspectOf(secret, around);
  if (glued && !passes(gluedGates, suspect)) return { admitted: undefined, hopes: [] };
  const hopes: Hope[] = [];
  let inFiles: Admitted | undefined;
  for (const admission of admissions) {
    const { near, severity = rule.severity } = admission;
    if (near !== undefined) {
      if (passes(admission.gates, suspect)) hopes.push({ near, severity });
    } else if (speaksFor(admission, around) && passes(admission.gates, suspect)) {
      const admitted = { why: whyOf(admission), severity };
      if (admission.path === undefined) return { admitted, hopes };
      inFiles ??= { ...admitted, inFiles: true };
    }
  }
  return { admitted: inFiles, hopes };
}

const whyOf = ({ label, note, path, context }: CompiledAdmission): string =>
  label !== undefined
    ? 'the name before it says so'
    : note !== undefined
      ? 'a comment beside it says so'
      : path !== undefined
        ? 'the name of its file says so'
        : context !== undefined
          ? 'what stands around it says so'
          : 'its format says so';

/** Whether the name, the comment and the context that an admission asks for are there. */
export const speaksFor = (
  { label, note, context, contextLines }: CompiledAdmission,
  around: Surroundings,
): boolean =>
  (label?.test(around.lead) ?? true) &&
  (note?.test(around.notes) ?? true) &&
  (context?.test(around.nearby(contextLines)) ?? true);
