/**
 * What an audit must say, by the slow way: every object goes through the scanner as a whole, every tree of every
 * commit is listed, and each question about a secret is asked of every commit. Of the product it takes the scanner
 * alone. Archives are not opened.
 */
import type { Rule } from '../../src/model/rule.ts';
import type { Detection } from '../../src/scan/detection.ts';
import { Scanner } from '../../src/scan/scanner.ts';
import { exposureOf, type History, type Occurrence, oldest, type TrueExposure } from './slow-exposure.ts';
import type { NamedRef, SlowGit } from './slow-git.ts';

/** A place that must be told. */
export interface Spot {
  readonly fingerprint: string;
  readonly isAllowed: boolean;
  readonly line: number;
  readonly column: number;
  readonly blob?: string;
  /** Any of these may stand for it. */
  readonly paths: readonly string[];
  /** Any of these: commits that hold it there while nothing that they build on does. Of what is in none, none. */
  readonly commits: readonly string[];
}

type Somewhere = Pick<Spot, 'paths' | 'commits'>;

export interface Coverage {
  readonly asked: number;
  readonly scanned: number;
  readonly bytes: number;
  readonly kinds: Readonly<Record<string, number>>;
  readonly refs: number;
}

interface Authorship {
  readonly author: string;
  readonly time: number;
}

export const truthOf = (git: SlowGit, rules: readonly Rule[], allObjects = false): SlowTruth =>
  new SlowTruth(git, rules, allObjects);

export class SlowTruth {
  readonly coverage: Coverage;
  /** By fingerprint: how severe a secret is at its worst. */
  readonly severities = new Map<string, string>();
  readonly spots: readonly Spot[];
  /** By fingerprint, of secrets that are in commits. */
  readonly exposures: ReadonlyMap<string, TrueExposure>;
  readonly authors = new Map<string, Authorship>();
  /** The paths of pointers to content that is elsewhere. */
  readonly pointers: readonly string[];
  readonly #scanner: Scanner;
  readonly #git: SlowGit;
  readonly #types: ReadonlyMap<string, string>;
  readonly #refs: readonly NamedRef[];
  readonly #parents: ReadonlyMap<string, readonly string[]>;
  readonly #isAll: boolean;
  /** What was found in each object, and in each name of a file or folder. */
  readonly #found = new Map<string, readonly Spotted[]>();
  readonly #foundInName = new Map<string, readonly Spotted[]>();
  /** Where objects, and names, in which something was found stand. */
  readonly #occurrences = new Map<string, Occurrence[]>();
  readonly #occurrencesOfName = new Map<string, Occurrence[]>();

  constructor(git: SlowGit, rules: readonly Rule[], allObjects: boolean) {
    this.#scanner = new Scanner(rules);
    this.#git = git;
    this.#isAll = allObjects;
    this.#types = git.objects(allObjects);
    this.#refs = git.refs();
    this.#parents = git.commits();
    const refNames = this.#refs.map(({ name }) => `${name}\n`).join('');
    const inRefNames = this.#scan(refNames);
    const { bytes, kinds, pointers } = this.#readObjects();
    this.#readTrees(pointers);
    const texts = refNames === '' ? 0 : 1;
    const asked = this.#types.size + texts;
    this.coverage = {
      asked,
      scanned: asked,
      bytes: bytes + refNames.length,
      kinds: { ...kinds, ...(texts === 0 ? {} : { text: texts }) },
      refs: this.#refs.length,
    };
    this.pointers = [...pointers].flatMap((oid) => this.#placesOfBlob(oid).map(({ paths }) => paths[0]!));
    this.spots = [
      ...[...this.#found].flatMap(([oid, spotted]) => this.#spotsIn(oid, spotted)),
      ...this.#spotsInNames(),
      ...inRefNames.map((one) => ({ ...one, paths: ['names of branches and tags'], commits: [] })),
    ];
    this.exposures = this.#exposures();
  }

  /** A path or name as a report shows it. */
  readonly shown = (bytes: string): string => printable(this.#scanner.redact(Buffer.from(bytes, 'latin1')));

  #scan(content: Buffer | string): readonly Spotted[] {
    const bytes = typeof content === 'string' ? Buffer.from(content, 'latin1') : content;
    // No file of these histories is called as a secret is.
    const detections = this.#scanner.scan(bytes).detections.filter(({ inFiles }) => !inFiles);
    for (const { fingerprint, severity } of detections) {
      const known = this.severities.get(fingerprint) ?? 'low';
      const isWorse = ranks.indexOf(severity) > ranks.indexOf(known);
      this.severities.set(fingerprint, isWorse ? severity : known);
    }
    return detections.map(spottedIn);
  }

  #readObjects() {
    const kinds: Record<string, number> = {};
    const pointers = new Set<string>();
    let bytes = 0;
    for (const [oid, content] of this.#git.contents(this.#types.keys())) {
      const type = this.#types.get(oid)!;
      bytes += content.length;
      kinds[type] = (kinds[type] ?? 0) + 1;
      if (type === 'commit') this.authors.set(oid, authorOf(content.toString('latin1')));
      if (content.toString('latin1', 0, pointerStart.length) === pointerStart) pointers.add(oid);
      const spotted = this.#scan(content);
      if (spotted.length > 0) this.#found.set(oid, spotted);
    }
    return { bytes, kinds, pointers };
  }

  #readTrees(pointers: ReadonlySet<string>): void {
    for (const commit of this.#parents.keys())
      for (const { path, type, oid } of this.#git.entries(commit)) {
        const isWanted = type === 'blob' && (this.#found.has(oid) || pointers.has(oid));
        if (isWanted) push(this.#occurrences, oid, { commit, path });
        if (this.#inName(path).length > 0) push(this.#occurrencesOfName, path, { commit, path });
      }
  }

  /** What is found in the last name of a path. */
  #inName(path: string): readonly Spotted[] {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const known = this.#foundInName.get(name) ?? this.#scan(name);
    this.#foundInName.set(name, known);
    return known;
  }

  #spotsIn(oid: string, spotted: readonly Spotted[]): Spot[] {
    const type = this.#types.get(oid)!;
    const blob = type === 'blob' ? { blob: oid } : {};
    return this.#placesOf(oid, type).flatMap((place) =>
      spotted.map((one) => ({ ...one, ...place, ...blob })),
    );
  }

  /** Of what is found in a tree the names are told. */
  #placesOf(oid: string, type: string): Somewhere[] {
    if (type === 'tree') return [];
    if (type === 'commit') return [{ paths: ['commit message'], commits: [oid] }];
    return type === 'blob' ? this.#placesOfBlob(oid) : this.#inNoCommit(oid);
  }

  #placesOfBlob(oid: string): Somewhere[] {
    const inHistory = this.#firstOf(this.#occurrences.get(oid) ?? []);
    if (inHistory.length > 0)
      return inHistory.map(({ path, commits }) => ({ paths: [this.shown(path)], commits }));
    const staged = this.#git
      .workTrees()
      .flatMap((one) => one.staged())
      .filter((entry) => entry.oid === oid);
    if (staged.length > 0) return staged.map(({ path }) => ({ paths: [this.shown(path)], commits: [] }));
    return this.#inNoCommit(oid);
  }

  #inNoCommit(oid: string): Somewhere[] {
    const short = oid.slice(0, 10);
    const named = this.#refs.flatMap((ref) => [
      ...(ref.oid === oid || ref.end === oid ? [`object of ${ref.name}`] : []),
      ...(ref.type === 'tree' ? this.#git.entries(ref.end) : [])
        .filter((entry) => entry.oid === oid)
        .map(({ path }) => `${ref.name}:${this.shown(path)}`),
    ]);
    if (named.length > 0) return named.map((path) => ({ paths: [path], commits: [] }));
    const dangling = this.#isAll ? [`dangling object ${short}, which no push would carry`] : [];
    return [{ paths: [`object ${short}`, `message of tag ${short}`, ...dangling], commits: [] }];
  }

  #spotsInNames(): Spot[] {
    const inHistory = [...this.#occurrencesOfName.values()].flatMap((all) => this.#firstOf(all));
    const known = new Set(inHistory.map(({ path }) => path));
    const inIndexes = this.#git
      .workTrees()
      .flatMap((one) => one.staged())
      .flatMap(({ path }) => path.split('/').map((_, at, names) => names.slice(0, at + 1).join('/')))
      .filter((path) => !known.has(path));
    const spotsAt = (path: string, spotted: readonly Spotted[], commits: readonly string[]) =>
      spotted.map((one) => ({ ...one, paths: [`file name ${this.shown(path)}`], commits }));
    return [
      ...inHistory.flatMap(({ path, commits }) => spotsAt(path, this.#inName(path), commits)),
      // Of what is only staged the whole path is looked at.
      ...[...new Set(inIndexes)].flatMap((path) =>
        this.#inName(path).length === 0 ? [] : spotsAt(path, this.#scan(path), []),
      ),
    ];
  }

  /** At each path the commits that brought it there first. */
  #firstOf(occurrences: readonly Occurrence[]) {
    const commitsAt = new Map<string, string[]>();
    for (const { path, commit } of occurrences) push(commitsAt, path, commit);
    return [...commitsAt].map(([path, commits]) => ({
      path,
      commits: oldest(new Set(commits), this.#parents),
    }));
  }

  #exposures(): ReadonlyMap<string, TrueExposure> {
    const holding = new Map<string, Occurrence[]>();
    const saying = new Map<string, string[]>();
    for (const [oid, spotted] of this.#found)
      for (const fingerprint of fingerprintsOf(spotted)) {
        if (this.#parents.has(oid)) push(saying, fingerprint, oid);
        for (const one of this.#occurrences.get(oid) ?? []) push(holding, fingerprint, one);
      }
    for (const [path, occurrences] of this.#occurrencesOfName)
      for (const fingerprint of fingerprintsOf(this.#inName(path)))
        for (const one of occurrences) push(holding, fingerprint, one);

    const history: History = {
      parents: this.#parents,
      timeOf: (commit) => this.authors.get(commit)!.time,
      refs: this.#refs,
      head: this.#git.head(),
    };
    const exposures = new Map<string, TrueExposure>();
    for (const one of new Set([...holding.keys(), ...saying.keys()]))
      exposures.set(one, exposureOf(history, holding.get(one) ?? [], new Set(saying.get(one))));
    this.#askGit([...exposures.values()].slice(0, asked));
    return exposures;
  }

  /** Git itself must say the same of the refs. */
  #askGit(exposures: readonly TrueExposure[]): void {
    for (const { introduced, refs } of exposures) {
      const containing = this.#git.refsContaining(introduced);
      if (containing.size !== refs.length || !refs.every((ref) => containing.has(ref)))
        throw new Error(`git says that ${introduced} are in ${[...containing]}, not in ${refs}`);
    }
  }
}

/** Of so many secrets git is asked, too: with thousands of refs it takes a second for each. */
const asked = 10;

type Spotted = Pick<Spot, 'fingerprint' | 'isAllowed' | 'line' | 'column'>;

const spottedIn = ({ fingerprint, line, column, isDocumented, comment }: Detection): Spotted => {
  const isExcused = comment !== undefined && !(comment.marker === 'keyhalt:allow' && comment.reason === '');
  return { fingerprint, line, column, isAllowed: isDocumented === true || isExcused };
};

const fingerprintsOf = (spotted: readonly Spotted[]): ReadonlySet<string> =>
  new Set(spotted.map(({ fingerprint }) => fingerprint));

const ranks = ['low', 'medium', 'high', 'critical'];
const pointerStart = 'version https://git-lfs.github.com/spec/v1\n';

function authorOf(commit: string): Authorship {
  const [headers] = commit.split('\n\n', 1);
  const line = headers!.split('\n').find((one) => one.startsWith('author ')) ?? 'author  0 +0000';
  const end = line.lastIndexOf('>') + 1;
  return { author: line.slice('author '.length, end), time: Number(line.slice(end).trim().split(' ')[0]) };
}

const printable = (text: string): string =>
  text.replace(/\p{C}|\p{Zl}|\p{Zp}/gu, (char) => `\\u{${char.codePointAt(0)!.toString(16)}}`);

function push<Value>(lists: Map<string, Value[]>, key: string, value: Value): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
