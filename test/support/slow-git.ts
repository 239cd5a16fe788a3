/** Git asked in the plainest way there is: one question after the other, each answer read as a whole. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isGit2 } from './git-version.ts';

/** Paths and names have one byte a character here, whatever git prints. */
export interface Entry {
  readonly path: string;
  readonly type: string;
  readonly oid: string;
}

export interface NamedRef {
  readonly name: string;
  readonly oid: string;
  /** What stands behind all layers of tags. */
  readonly end: string;
  readonly type: string;
  /** The same, where it is a commit. */
  readonly commit?: string;
}

/** What git keeps beside its refs for a while; some of these files name several commits. */
const passing = [
  ...['ORIG_HEAD', 'MERGE_HEAD', 'CHERRY_PICK_HEAD', 'REVERT_HEAD'],
  ...['REBASE_HEAD', 'AUTO_MERGE', 'FETCH_HEAD', 'BISECT_HEAD', 'BISECT_EXPECTED_REV', 'MERGE_AUTOSTASH'],
];

export class SlowGit {
  readonly #cwd: string;
  readonly #env: NodeJS.ProcessEnv;
  #ends: readonly string[] | undefined;

  constructor(cwd: string, env: NodeJS.ProcessEnv) {
    this.#cwd = cwd;
    this.#env = { ...env, GIT_NO_REPLACE_OBJECTS: '1', GIT_NO_LAZY_FETCH: '1', LC_ALL: 'C' };
  }

  /** How many of the objects that something leads to are not here. */
  missing(): number {
    const lines = this.#lines(['rev-list', '--objects', '--missing=print', ...this.#everything()]);
    return lines.filter((line) => line.startsWith('?')).length;
  }

  /** The type of every object that anything leads to; with `all` of every object that there is. */
  objects(all: boolean): ReadonlyMap<string, string> {
    const led = all ? [] : this.#lines(['rev-list', '--objects', ...this.#everything()]).map(firstWord);
    const how = all ? ['--batch-check', '--batch-all-objects'] : ['--batch-check'];
    const told = this.#lines(['cat-file', ...how], led.map((oid) => `${oid}\n`).join(''));
    return new Map(told.map((line) => line.split(' ') as [string, string]));
  }

  /** The content of each of these. */
  *contents(oids: Iterable<string>): Generator<[oid: string, bytes: Buffer]> {
    for (const some of inThousands([...oids])) {
      const told = this.#ask(['cat-file', '--batch'], some.map((oid) => `${oid}\n`).join(''));
      let at = 0;
      for (const oid of some) {
        const start = told.indexOf('\n', at) + 1;
        const [answered, , size] = told.toString('latin1', at, start).split(' ');
        if (answered !== oid) throw new Error(`git tells of ${answered} where ${oid} is due`);
        at = start + Number(size) + 1;
        yield [oid, told.subarray(start, at - 1)];
      }
    }
  }

  /** Every commit that anything leads to, with its parents, which come before it. */
  commits(): ReadonlyMap<string, readonly string[]> {
    const lines = this.#lines(['rev-list', '--topo-order', '--reverse', '--parents', ...this.#everything()]);
    return new Map(
      lines.map((line) => {
        const [commit, ...parents] = line.split(' ');
        return [commit!, parents];
      }),
    );
  }

  /** All files, links, submodules and folders of a commit, tag or tree. */
  entries(commit: string): Entry[] {
    return this.#fields(['ls-tree', '-r', '-t', '-z', '--full-tree', commit]).map((field) => {
      const [what, path] = atTab(field);
      const [, type, oid] = what.split(' ');
      return { path, type: type!, oid: oid! };
    });
  }

  /** In the order of their names. */
  refs(): readonly NamedRef[] {
    const lines = this.#lines(['for-each-ref', '--format=%(objectname) %(refname)']);
    const ends = lines.map((line) => `${firstWord(line)}^{}\n`).join('');
    const peeled = this.#lines(['cat-file', '--batch-check=%(objecttype) %(objectname)'], ends);
    return lines.map((line, at) => {
      const [type, end] = peeled[at]!.split(' ') as [string, string];
      const [oid, name] = [firstWord(line), line.slice(line.indexOf(' ') + 1)];
      return { name, oid, end, type, ...(type === 'commit' ? { commit: end } : {}) };
    });
  }

  /** The names of all refs with one of these commits in their history. */
  refsContaining(commits: readonly string[]): ReadonlySet<string> {
    const asked = inThousands(commits).map((some) => some.map((commit) => `--contains=${commit}`));
    return new Set(asked.flatMap((some) => this.#lines(['for-each-ref', '--format=%(refname)', ...some])));
  }

  /** What the index of this work tree holds. */
  staged(): readonly Omit<Entry, 'type'>[] {
    return this.#fields(['ls-files', '--stage', '-z', '--full-name']).map((field) => {
      const [what, path] = atTab(field);
      return { path, oid: what.split(' ')[1]! };
    });
  }

  head(): string | undefined {
    const { status, stdout } = this.#run(['rev-parse', '-q', '--verify', 'HEAD^{commit}']);
    return status === 0 ? stdout.toString('latin1').trim() : undefined;
  }

  /** All work trees of this repository, this one included. */
  workTrees(): readonly SlowGit[] {
    return this.#lines(['worktree', 'list', '--porcelain'])
      .filter((line) => line.startsWith('worktree '))
      .map((line) => Buffer.from(line.slice('worktree '.length), 'latin1').toString())
      .filter((path) => existsSync(path))
      .map((path) => new SlowGit(path, this.#env));
  }

  /** What leads to all that is looked at, as git wants it told. */
  #everything(): readonly string[] {
    this.#ends ??= [
      ...new Set(this.workTrees().flatMap((one) => one.#passingTips())),
      ...['--all', '--reflog', '--indexed-objects'],
    ];
    return this.#ends;
  }

  #passingTips(): string[] {
    return [...this.#namedInFiles(), ...this.#namedBesideRefs()];
  }

  /** Where refs are in tables, these are, too. */
  #namedBesideRefs(): string[] {
    if (!isGit2(45)) return [];
    return this.#lines(['for-each-ref', '--include-root-refs', '--format=%(objectname)', ...passing]);
  }

  #namedInFiles(): string[] {
    const files = this.#lines(['rev-parse', ...passing.flatMap((name) => ['--git-path', name])]);
    return files
      .map((file) => resolve(this.#cwd, file))
      .filter((file) => existsSync(file))
      .flatMap((file) => readFileSync(file, 'latin1').split('\n'))
      .flatMap((line) => /^[0-9a-f]{40,}/.exec(line)?.[0] ?? []);
  }

  #lines(args: readonly string[], input = ''): string[] {
    return this.#ask(args, input).toString('latin1').split('\n').slice(0, -1);
  }

  #fields(args: readonly string[]): string[] {
    return this.#ask(args).toString('latin1').split('\0').slice(0, -1);
  }

  #ask(args: readonly string[], input = ''): Buffer {
    const { status, stdout, stderr } = this.#run(args, input);
    if (status !== 0) throw new Error(`git ${args[0]} ended with ${status}: ${stderr}`);
    return stdout;
  }

  #run(args: readonly string[], input = '') {
    const how = { cwd: this.#cwd, env: this.#env, input, maxBuffer: Number.POSITIVE_INFINITY };
    return spawnSync('git', args, how);
  }
}

const firstWord = (line: string): string => line.split(' ', 1)[0]!;

const atTab = (field: string): [string, string] => {
  const tab = field.indexOf('\t');
  return [field.slice(0, tab), field.slice(tab + 1)];
};

const inThousands = <Value>(values: readonly Value[]): Value[][] =>
  Array.from({ length: Math.ceil(values.length / 1000) }, (_, at) =>
    values.slice(at * 1000, (at + 1) * 1000),
  );
