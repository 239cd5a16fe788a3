import { rmdir } from 'node:fs/promises';
import { dirname, isAbsolute, resolve } from 'node:path';
import type { Repository } from '../git/process.ts';
import { globalHooksPath, setGlobalHooksPath, unsetGlobalHooksPath } from '../git/questions.ts';
import { UserError } from '../model/user-error.ts';
import { type Outcome, putHooks, takeHooks } from './folder.ts';
import { otherHooks, ourHooks } from './names.ts';
import { globalScripts, hookScripts, type Machine } from './script.ts';
import { shellPath } from './shell-path.ts';
import { leadsNowhere } from './situation.ts';
import { userHooksFolder } from './user-folder.ts';

export interface UserWide {
  readonly folder: string;
  /** Whether the folder is keyhalt's own, and the setting, too. */
  readonly isOurs: boolean;
  readonly outcomes: ReadonlyMap<string, Outcome>;
}

/**
 * Puts the hooks where git looks for them in all repositories of the user. A folder that the user already has there
 * stays in force and gets ours added; else git is sent to one that passes every hook on to the repository's own.
 */
export async function installUserWide(repository: Repository, machine: Machine): Promise<UserWide> {
  const ours = userHooksFolder(repository.env);
  const value = await globalHooksPath(repository);
  if (value !== undefined && leadsNowhere(value))
    throw new UserError(`your global core.hooksPath is ${value || 'empty'}, so git runs no hook`, {
      hint: 'First git config --global --unset core.hooksPath, then run keyhalt install --global again.',
    });
  const current = folderFrom(value);
  if (current !== undefined && current !== ours) {
    return { folder: current, isOurs: false, outcomes: await putHooks(current, hookScripts(machine)) };
  }
  const outcomes = await putHooks(ours, globalScripts(machine));
  if (current === undefined) await setGlobalHooksPath(repository, shellPath(ours));
  return { folder: ours, isOurs: true, outcomes };
}

/** Undoes it: the setting first, so that git never looks into a folder that is going away. */
export async function uninstallUserWide(repository: Repository): Promise<string[]> {
  const ours = userHooksFolder(repository.env);
  const current = folderFrom(await globalHooksPath(repository));
  if (current === ours) await unsetGlobalHooksPath(repository);
  const taken = await takeHooks(ours, [...ourHooks, ...otherHooks]);
  if (taken.length > 0) {
    await rmdir(ours).catch(() => {});
    await rmdir(dirname(ours)).catch(() => {});
  }
  return current === undefined || current === ours
    ? taken
    : [...taken, ...(await takeHooks(current, ourHooks))];
}

/** The folder that a user-wide core.hooksPath names; undefined where none is named. */
function folderFrom(value: string | undefined): string | undefined {
  if (value === undefined || leadsNowhere(value)) return undefined;
  if (isAbsolute(value)) return resolve(value);
  throw new UserError(`your global core.hooksPath is ${value}, which is another folder in each repository`, {
    hint: 'Run keyhalt install in each of them, or first git config --global --unset core.hooksPath.',
  });
}
