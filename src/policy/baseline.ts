import type { Finding } from '../model/finding.ts';
import { keysOf } from '../model/fingerprints.ts';
import { UserError } from '../model/user-error.ts';
import { decodeBytes, visible } from '../model/visible.ts';
import { isMergeMark, unfinishedMerge } from './unfinished-merge.ts';

/** One known finding, as a line of `keyhalt.baseline`. */
export interface BaselineEntry {
  readonly fingerprint: string;
  readonly ruleId: string;
  /** Where it stood when it was written down; for people, it decides nothing. */
  readonly path: string;
  /** Why it stands there; empty where nobody has said. */
  readonly note: string;
  /** In words, for the report: `keyhalt.baseline:12`. */
  readonly name: string;
}

/** An entry that stands in no file yet. */
export type NewEntry = Omit<BaselineEntry, 'name'>;

export interface Baseline {
  readonly entries: readonly BaselineEntry[];
  /** Lines that somebody wrote beside them, each with its #. */
  readonly remarks: readonly string[];
  /** The entry for this secret, wherever it stands. */
  find(finding: Pick<Finding, 'fingerprint' | 'ruleId'>): BaselineEntry | undefined;
}

const header = `# Known findings, one a line: fingerprint, rule, path, and behind # why it is no danger. Lines may stand in any order,
# so branches merge without conflict. Written by keyhalt baseline; see docs/configuration.md.
`;

const ownLines = header.split('\n');

/** `kh1:… rule path # note`; blanks and # in a path stand as %20 and %23. */
const entryLine = /^(kh1:[0-9a-f]{32})[ \t]+([a-z0-9-]+)[ \t]+(\S+)(?:[ \t]+#[ \t]*(.*?))?[ \t]*$/;

/**
 * Reads `keyhalt.baseline`.
 *
 * @throws UserError with the line that is not understood
 */
export function readBaseline(text: string, file: string): Baseline {
  const entries: BaselineEntry[] = [];
  const remarks: string[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (/^\s*#/.test(line) && !ownLines.includes(line)) remarks.push(line);
    if (/^\s*(?:#.*)?$/.test(line)) continue;
    const name = `${file}:${index + 1}`;
    const found = entryLine.exec(line);
    if (found === null || !isPrintable(line)) throw notUnderstood(name, line);
    const [, fingerprint, ruleId, path, note = ''] = found;
    entries.push({ fingerprint: fingerprint!, ruleId: ruleId!, path: unescaped(path!), note, name });
  }
  const byFingerprint = new Map(entries.map((entry) => [entry.fingerprint, entry]));
  return { entries, remarks, find: ({ fingerprint }) => byFingerprint.get(fingerprint) };
}

/** What a baseline needs for the next scan to be clean: each finding, and each key ID that is part of one. */
export function entriesFor(findings: readonly Finding[]): readonly NewEntry[] {
  const entries = new Map<string, NewEntry>();
  for (const finding of findings) {
    for (const { fingerprint, ruleId, appearances = [] } of [finding, ...keysOf(finding)]) {
      const [first] = appearances;
      if (first !== undefined && !entries.has(fingerprint))
        entries.set(fingerprint, { fingerprint, ruleId, path: first.path, note: '' });
    }
  }
  return [...entries.values()];
}

/** The file as it is written: sorted, each fingerprint once, so that two branches that add entries merge. */
export function printBaseline(entries: readonly NewEntry[], remarks: readonly string[] = []): string {
  const before = remarks.map((remark) => `${remark}\n`);
  return header + [...before, ...joined(entries).map(lineOf).sort()].join('');
}

/** Each fingerprint once, with all that was noted of it. */
export function joined(entries: readonly NewEntry[]): readonly NewEntry[] {
  const known = new Map<string, NewEntry>();
  for (const entry of entries) {
    const note = bothNotes(known.get(entry.fingerprint)?.note ?? '', entry.note);
    known.set(entry.fingerprint, { ...entry, note });
  }
  return [...known.values()];
}

/** Of two lines for one secret, as a merge leaves them. */
const bothNotes = (one: string, other: string): string =>
  [...new Set([one, other].flatMap((note) => note.split('; ')))].filter((note) => note !== '').join('; ');

const lineOf = ({ fingerprint, ruleId, path, note }: NewEntry): string =>
  `${fingerprint} ${ruleId} ${escaped(path)}${note === '' ? '' : ` # ${note}`}\n`;

/** Notes and paths are shown as they are. */
const isPrintable = (line: string): boolean => {
  const text = line.replaceAll('\t', ' ');
  return visible(text) === text;
};

const escaped = (path: string): string =>
  path.replace(/[\s#%]/gu, (char) =>
    [...Buffer.from(char)].map((byte) => `%${byte.toString(16).padStart(2, '0').toUpperCase()}`).join(''),
  );

const unescaped = (path: string): string =>
  path.replace(/(?:%[0-9A-F]{2})+/g, (bytes) =>
    visible(decodeBytes(Buffer.from(bytes.replaceAll('%', ''), 'hex'))),
  );

const notUnderstood = (name: string, line: string): UserError =>
  isMergeMark(line)
    ? unfinishedMerge(name)
    : new UserError(`${name} is not a line of a baseline`, {
        hint: 'It must be a fingerprint (kh1: and 32 hex digits), a rule, a path, and may end with # and a note, without control characters.',
      });
