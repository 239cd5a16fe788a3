import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { ruleSetHash } from '../built-in.ts';
import { CleanObjects, nothingRemembered, type Remembered } from '../cache/clean-objects.ts';
import { isInWorkTree } from '../cache/own-files.ts';
import type { GitFiles } from '../git/git-files.ts';
import type { History } from '../git/history.ts';
import type { Repository } from '../git/process.ts';
import { historyState } from '../git/state.ts';
import type { StoredObjects } from '../git/stored-objects.ts';
import type { Policy } from '../policy/policy.ts';
import { cleanOf, summaryOf } from '../sources/history-part.ts';
import type { ScannedObjects } from '../sources/scan-objects.ts';

/** Tells the code of two builds apart; made by build.mjs. */
declare const KEYHALT_ENGINE: string;

/** What earlier audits of a repository left. */
export interface HistoryCache {
  /** Its summary is that of the history as it is now. */
  read(): Remembered;
  /**
   * @param history undefined when it is not known for certain what belongs to it
   * @param answers what it said, as parts of JSON, for the next audit of the same one; undefined where that must not be kept
   */
  write(
    stored: StoredObjects,
    scanned: ScannedObjects,
    history: History | undefined,
    answers: readonly Uint8Array[] | undefined,
  ): Promise<void>;
}

const noCache: HistoryCache = { read: () => nothingRemembered, write: async () => {} };

/**
 * One file for each repository, whatever its work trees. Where the user's own keys are looked for nothing is kept: they
 * change, and no trace of them may lie about.
 *
 * @param folder undefined where nothing is to be kept; nor is it in a work tree
 */
export function openCache(
  repository: Repository,
  files: GitFiles,
  { configuration = 'default', ownKeys }: Policy,
  folder: string | undefined,
): HistoryCache {
  if (folder === undefined || ownKeys || isInWorkTree(folder)) return noCache;
  const name = createHash('sha256').update(files.common).digest('hex').slice(0, 32);
  const key = `${KEYHALT_ENGINE}.${ruleSetHash}.${configuration}`;
  return new RepositoryCache(repository, files, new CleanObjects(join(folder, `${name}.clean`), key));
}

class RepositoryCache implements HistoryCache {
  readonly #repository: Repository;
  readonly #files: GitFiles;
  readonly #file: CleanObjects;
  /** As it was before anything was listed. */
  readonly #state: string;

  constructor(repository: Repository, files: GitFiles, file: CleanObjects) {
    this.#repository = repository;
    this.#files = files;
    this.#file = file;
    this.#state = historyState(repository, files);
  }

  read(): Remembered {
    const { summary, ...others } = this.#file.read();
    return { ...others, summary: summary?.state === this.#state ? summary : undefined };
  }

  async write(
    stored: StoredObjects,
    scanned: ScannedObjects,
    history: History | undefined,
    answers: readonly Uint8Array[] | undefined,
  ): Promise<void> {
    const clean = cleanOf(stored, scanned);
    // What changed meanwhile may be in it or not.
    const stateNow = () => historyState(this.#repository, this.#files);
    const isKnown = history !== undefined && stateNow() === this.#state;
    if (!isKnown) return this.#file.write(clean);
    const summary = { state: this.#state, ...summaryOf(history, stored, scanned, answers !== undefined) };
    await this.#file.write(clean, summary, answers);
  }
}
