/** Real repositories for tests: blind to the machine's git settings, with a still clock, gone after the test. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { ourHooks } from '../../src/hooks/names.ts';
import { copyEmptyRepository } from './empty-repositories.ts';
import { isGit2 } from './git-version.ts';
import { scratch } from './scratch.ts';

export type Path = string | Buffer;
/** Text or bytes, the target of a symbolic link, or `null` for a file that is to go. */
export type Content = string | Buffer | { readonly link: Path } | null;
export type Files = Readonly<Record<string, Content>> | readonly (readonly [Path, Content])[];
/** Words in one string where none of them holds a blank. */
export type Args = string | readonly string[];
export interface RepoOptions {
  readonly objectFormat?: 'sha1' | 'sha256';
  readonly bare?: boolean;
}
export interface GitOptions {
  readonly input?: string | Buffer;
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** In milliseconds; what takes longer is killed. */
  readonly timeout?: number;
}

export function aRepo({ objectFormat = 'sha1', bare = false }: RepoOptions = {}): Repo {
  const trash = mkdtempSync(join(scratch, 'keyhalt-test-'));
  onTestFinished(() => rmSync(trash, { recursive: true, force: true, maxRetries: 3 }));
  // What a test never wants: housekeeping in the background, and refusing a remote that is a folder, or a bare repository.
  const settings =
    '[init]defaultBranch=main\n[gc]auto=0\n[maintenance]auto=false\n[protocol "file"]allow=always\n[safe]bareRepository=all\n';
  mkdirSync(join(trash, 'home'));
  writeFileSync(join(trash, 'home', '.gitconfig'), settings);
  copyEmptyRepository({ objectFormat, bare }, join(trash, 'repo'));
  return new Repo(join(trash, 'repo'), { minutes: 0 });
}

export class Repo {
  readonly root: string;
  readonly #clock: { minutes: number };

  constructor(root: string, clock: { minutes: number }) {
    this.root = root;
    this.#clock = clock;
  }

  /** A path next to the repository that goes away with it. */
  beside(name: string): string {
    return join(dirname(this.root), name);
  }

  /** Another repository or work tree in that place, with the same settings and the same clock. */
  at(name: string): Repo {
    return new Repo(this.beside(name), this.#clock);
  }

  /** All that a program sees of its environment: of the machine's, nothing but PATH. */
  get env(): NodeJS.ProcessEnv {
    const date = `${1_700_000_000 + 60 * this.#clock.minutes} +0000`;
    return {
      PATH: process.env.PATH,
      HOME: this.beside('home'),
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      LC_ALL: 'C',
      TZ: 'UTC',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: join(this.beside('home'), '.gitconfig'),
      GIT_AUTHOR_NAME: 'Ada Author',
      GIT_AUTHOR_EMAIL: 'ada@example.com',
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_NAME: 'Carl Committer',
      GIT_COMMITTER_EMAIL: 'carl@example.com',
      GIT_COMMITTER_DATE: date,
    };
  }

  /** Runs git, hooks and all; a failure is an exception. */
  git(args: Args, options: GitOptions = {}): this {
    this.read(args, options);
    return this;
  }

  /** As `git`, for what it prints, without the last line end. */
  read(args: Args, options: GitOptions = {}): string {
    const { code, stdout, stderr } = this.run('git', args, options);
    if (code !== 0) throw new Error(`git ${args} ended with ${code}: ${stderr || stdout}`);
    return stdout.replace(/\n$/, '');
  }

  /** Runs a program in the repository and tells how it went; one that hangs is killed and says so in `code`. */
  run(
    program: string,
    args: Args,
    { input = '', env = {}, cwd = '.', timeout = patience }: GitOptions = {},
  ): Run {
    const words = typeof args === 'string' ? args.split(' ') : args;
    const { status, signal, error, stdout, stderr } = spawnSync(program, words, {
      cwd: join(this.root, cwd),
      env: { ...this.env, ...env },
      input,
      encoding: 'utf8',
      maxBuffer: Number.POSITIVE_INFINITY,
      timeout,
      killSignal: 'SIGKILL',
    });
    if (error && status === null && signal === null) throw error;
    return { code: status ?? signal ?? 'killed', stdout, stderr };
  }

  /** Into the work tree only. */
  write(files: Files): this {
    for (const [path, content] of pairs(files)) {
      const place = this.#place(path);
      mkdirSync(place.subarray(0, place.lastIndexOf('/')), { recursive: true });
      rmSync(place as unknown as string, { recursive: true, force: true });
      if (content === null) continue;
      if (isLink(content)) symlinkSync(content.link, place);
      else writeFileSync(place, content);
    }
    return this;
  }

  /** Into the work tree and, through git's filters, into the index. */
  stage(files: Files): this {
    const names = pairs(files).flatMap(([path]) => [Buffer.from(path), Buffer.of(0)]);
    this.write(files);
    return this.git('update-index --add --remove --replace -z --stdin', { input: Buffer.concat(names) });
  }

  /** Into the index only, byte for byte, also names that this file system cannot hold. */
  index(files: Files): this {
    const entries = pairs(files).flatMap(([path, content]) => {
      const mode = content === null ? '000000' : isLink(content) ? '120000' : '100644';
      return [Buffer.from(`${mode} ${this.blob(content ?? '')}\t`), Buffer.from(path), Buffer.of(0)];
    });
    return this.git('update-index -z --index-info', { input: Buffer.concat(entries) });
  }

  /** Stores a blob and names it. */
  blob(content: Exclude<Content, null>): string {
    const input = isLink(content) ? Buffer.from(content.link) : content;
    return this.read('hash-object -w --no-filters --stdin', { input });
  }

  /** A commit of what is staged and of these files, a minute after the last one. It runs no hook. */
  commit(message: string | Buffer, files: Files = {}): this {
    if (pairs(files).length > 0) this.stage(files);
    this.#clock.minutes += 1;
    return this.#quietly('commit -q --allow-empty --cleanup=verbatim -F -', { input: message });
  }

  /** Makes a branch here, and goes to it. */
  branch(name: string): this {
    return this.#quietly(`checkout -q -b ${name}`);
  }

  checkout(name: string): this {
    return this.#quietly(`checkout -q ${name}`);
  }

  /** A merge commit. It runs no hook. */
  merge(name: string, args = ''): this {
    this.#clock.minutes += 1;
    return this.#quietly(`merge -q --no-ff --no-edit ${args} ${name}`.replace(/ +/g, ' '));
  }

  #quietly(args: string, options: GitOptions = {}): this {
    return this.git(`${noHooks} ${args}`, options);
  }

  #place(path: Path): Buffer {
    return Buffer.concat([Buffer.from(`${this.root}/`), Buffer.from(path)]);
  }
}

/** Of those that settings name, those of the recipe. */
const noHooks = [
  'core.hooksPath=/dev/null',
  ...(isGit2(54) ? ourHooks.map((name) => `hook.keyhalt-${name}.event=`) : []),
]
  .map((setting) => `-c ${setting}`)
  .join(' ');

const patience = process.env.KEYHALT_LONG === '1' ? 120_000 : 10_000;

/** How a program ended, and what it said. */
export interface Run {
  readonly code: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

const pairs = (files: Files): readonly (readonly [Path, Content])[] =>
  Array.isArray(files) ? files : Object.entries(files);

const isLink = (content: Content): content is { readonly link: Path } =>
  typeof content === 'object' && content !== null && 'link' in content;
