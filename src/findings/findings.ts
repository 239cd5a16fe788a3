import type { Appearance, Finding } from '../model/finding.ts';
import { append } from '../model/lists.ts';
import type { Oid } from '../model/object.ts';
import { atLeast } from '../model/severity.ts';
import type { Judgeable } from '../policy/policy.ts';
import type { Detection } from '../scan/detection.ts';

/** A detection and where its object stands. */
export interface Located {
  readonly detection: Detection;
  /** A path, or the words for what is no file; safe to print. */
  readonly path: string;
  readonly isFile?: true;
  readonly isName?: true;
  readonly isApart?: true;
  readonly fromTop?: string;
  readonly archive?: string;
  readonly blob?: Oid;
  readonly commit?: Oid;
  readonly author?: string;
  readonly time?: number;
  /** What holds it: an object, or the path whose name it is, one byte a character. */
  readonly holder?: { readonly object: Oid } | { readonly path: string };
}

/** One finding for each secret, with every place where it stands, in the order of paths, lines and commits. */
export function findingsOf(located: readonly Located[]): readonly Judgeable[] {
  const groups = new Map<string, Located[]>();
  for (const one of [...located].sort(byPlace)) append(groups, one.detection.fingerprint, one);
  return [...groups.values()].map((group) => {
    const { matches, isDocumented = false } = group[0]!.detection;
    return { finding: findingOf(group), matches, isDocumented };
  });
}

function byPlace(a: Located, b: Located): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return (
    a.detection.line - b.detection.line ||
    a.detection.column - b.detection.column ||
    (a.time ?? 0) - (b.time ?? 0) ||
    (keyOf(a) < keyOf(b) ? -1 : 1)
  );
}

/** Objects come in another order when only some are read. */
const keyOf = ({ commit, blob }: Located): string => `${commit ?? ''} ${blob ?? ''}`;

/** The group's strongest detection speaks for it: the one in a pair, then the most severe. */
function findingOf(group: readonly Located[]): Finding {
  const speaker = group.reduce((best, one) => (isStronger(one.detection, best.detection) ? one : best));
  const { detection, path, blob } = speaker;
  const { ruleId, description, severity, fingerprint, entropy, why, account, pairsWith, pairedWith } =
    detection;
  return {
    ruleId,
    description,
    severity,
    fingerprint,
    entropy,
    // The report begins with the first place: a line that is meant of another one needs its name.
    why:
      speaker.path === group[0]!.path
        ? why
        : why.map((words) => words.replace(/ on line (?=\d+$)/, ` in ${path}:`)),
    appearances: distinct(group.map(appearanceOf)),
    ...(account === undefined ? {} : { account }),
    ...(pairsWith === undefined ? {} : { pairsWith }),
    ...(pairedWith === undefined
      ? {}
      : { pairedWith: { ...pairedWith, path, ...(blob === undefined ? {} : { blob }) } }),
  };
}

function isStronger(a: Detection, b: Detection): boolean {
  if (a.severity !== b.severity) return atLeast(a.severity, b.severity);
  return a.pairedWith !== undefined && b.pairedWith === undefined;
}

function appearanceOf(located: Located): Appearance {
  const { detection, path, isFile, isName, isApart, fromTop, archive, blob, commit, author, time } = located;
  const { line, column, width, excerpt, mark, comment, belongsTo } = detection;
  return {
    path,
    line,
    column,
    width,
    excerpt,
    mark,
    ...(isFile === undefined ? {} : { isFile }),
    ...(isName === undefined ? {} : { isName }),
    ...(isApart === undefined ? {} : { isApart }),
    ...(fromTop === undefined ? {} : { fromTop }),
    ...(archive === undefined ? {} : { archive }),
    ...(blob === undefined ? {} : { blob }),
    ...(commit === undefined ? {} : { commit }),
    ...(author === undefined ? {} : { author }),
    ...(time === undefined ? {} : { time }),
    ...(comment === undefined ? {} : { comment }),
    ...(belongsTo === undefined ? {} : { belongsTo }),
  };
}

function distinct(appearances: readonly Appearance[]): readonly Appearance[] {
  const seen = new Set<string>();
  return appearances.filter(({ path, line, column, commit }) => {
    const key = `${path}\0${line}\0${column}\0${commit ?? ''}`;
    return !seen.has(key) && seen.add(key);
  });
}
