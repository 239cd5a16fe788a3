import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withoutSetHooks } from '../git/hook-settings.ts';
import { askGit, type Repository } from '../git/process.ts';
import { gitPath, stagedPaths } from '../git/questions.ts';
import { fileError } from '../model/file-error.ts';

/**
 * The repository as a hook sees it, with an index and an object folder of its own beside it: whatever is staged and
 * committed here goes away with `end`, and the repository never has it.
 */
export class Rehearsal {
  readonly #repository: Repository;
  readonly #folder: string;
  /** The commit that the next one would follow, or '' before the first. */
  readonly #head: string;
  readonly #remove: () => void;

  private constructor(repository: Repository, folder: string, head: string, remove: () => void) {
    this.#repository = repository;
    this.#folder = folder;
    this.#head = head;
    this.#remove = remove;
  }

  /** @throws UserError where no temporary folder can be made */
  static async begin({ cwd, env }: Repository): Promise<Rehearsal> {
    const folder = await temporaryFolder();
    // Whoever ends the program in the middle ends no `finally`.
    const remove = () => {
      try {
        rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
      } catch {
        // What is ending cannot say it.
      }
    };
    process.once('exit', remove);
    try {
      await borrowObjects(join(folder, 'objects'), await gitPath({ cwd, env }, 'objects'));
      const own = { GIT_OBJECT_DIRECTORY: join(folder, 'objects'), GIT_INDEX_FILE: join(folder, 'index') };
      const repository = { cwd, env: { ...env, ...own } };
      const words = ['rev-parse', '-q', '--verify', 'HEAD^{commit}'];
      const head = await answer(repository, words, { accept: [0, 1] });
      await changeIndex(repository, ['read-tree', head === '' ? '--empty' : head]);
      return new Rehearsal(repository, folder, head, remove);
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      process.off('exit', remove);
      throw error;
    }
  }

  /** The commit of HEAD; empty where there is none yet. */
  get head(): string {
    return this.#head;
  }

  async end(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 3 });
    process.off('exit', this.#remove);
  }

  /** The environment in which what HEAD has is staged, and this file on top of it. */
  async stage(path: string, content: string): Promise<NodeJS.ProcessEnv> {
    const env = await this.untouched();
    const repository = { ...this.#repository, env };
    const words = ['hash-object', '-w', '--no-filters', '--stdin'];
    const blob = await answer(repository, words, { input: content });
    await changeIndex(repository, ['update-index', '--add', '--cacheinfo', `100644,${blob},${path}`]);
    // A hook that had nothing to see is not to be blamed.
    const staged = await stagedPaths(repository, this.#head || (await emptyTree(repository)));
    if (staged.join() !== path) throw new Error(`${staged.length} paths are staged instead of one`);
    return env;
  }

  /** The environment in which nothing is staged. */
  async untouched(): Promise<NodeJS.ProcessEnv> {
    const index = this.path(`index-${randomUUID()}`);
    await copyFile(this.path('index'), index);
    return { ...this.#repository.env, GIT_INDEX_FILE: index };
  }

  /** A commit of what is staged in that environment, on top of HEAD. Nothing refers to it. */
  async commit(env: NodeJS.ProcessEnv): Promise<string> {
    const repository = { ...this.#repository, env: { ...env, ...somebody } };
    const tree = await changeIndex(repository, ['write-tree', '--missing-ok']);
    const parents = this.#head === '' ? [] : ['-p', this.#head];
    return answer(repository, ['commit-tree', tree, ...parents, '-m', 'chore: try the hooks']);
  }

  /** A file with that text, for a commit message. */
  async file(text: string): Promise<string> {
    const path = this.path(`message-${randomUUID()}`);
    await writeFile(path, text);
    return path;
  }

  /** What the last commit says that is no merge, of which tools have messages of their own; undefined where there is none. */
  async lastMessage(): Promise<string | undefined> {
    if (this.#head === '') return undefined;
    const words = ['log', '--no-merges', '--max-count=1', '--format=%B', this.#head, '--'];
    const message = await answer(this.#repository, words);
    return message === '' ? undefined : `${message}\n`;
  }

  /** A path in the folder that goes away. */
  path(name: string): string {
    return join(this.#folder, name);
  }
}

const somebody = {
  GIT_AUTHOR_NAME: 'keyhalt doctor',
  GIT_AUTHOR_EMAIL: 'keyhalt@localhost',
  GIT_COMMITTER_NAME: 'keyhalt doctor',
  GIT_COMMITTER_EMAIL: 'keyhalt@localhost',
};

async function temporaryFolder(): Promise<string> {
  try {
    return await mkdtemp(join(await realpath(tmpdir()), 'keyhalt-doctor-'));
  } catch (cause) {
    const hint = 'Set TMPDIR, on Windows TEMP, to a folder that can be written to.';
    throw fileError(`no temporary folder can be made in ${tmpdir()}`, cause, hint);
  }
}

/** A file, not GIT_ALTERNATE_OBJECT_DIRECTORIES: there a colon in a path would part it in two. */
async function borrowObjects(folder: string, from: string): Promise<void> {
  await mkdir(join(folder, 'info'), { recursive: true });
  await writeFile(join(folder, 'info', 'alternates'), `${from}\n`);
}

const emptyTree = (repository: Repository): Promise<string> =>
  answer(repository, ['hash-object', '-t', 'tree', '--stdin'], { input: '' });

type Question = Parameters<typeof askGit>;

async function answer(repository: Question[0], words: Question[1], options?: Question[2]): Promise<string> {
  // A split index would leave its shared half in the git folder.
  const { stdout } = await askGit(repository, ['-c', 'core.splitIndex=false', ...words], options);
  return stdout.toString().trimEnd();
}

/** Of an index that changes, or knows more, git tells hooks, too: none is to run but the one that is tried. */
const changeIndex = (repository: Repository, words: readonly string[]): Promise<string> =>
  answer(repository, words, { env: withoutSetHooks(repository) });
