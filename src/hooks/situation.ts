import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { Repository } from '../git/process.ts';
import { commonFolder, type HooksPath, hooksFolder, hooksPath, topLevel } from '../git/questions.ts';
import { isNowhere } from '../model/nowhere.ts';
import { findHusky, type Husky } from './husky.ts';
import { type SetHooks, setHooksIn } from './set-hooks.ts';
import { userHooksFolder } from './user-folder.ts';

/** What decides which hooks git runs in a repository. All paths are absolute. */
export interface Situation {
  readonly repository: Repository;
  /** The top of the work tree; a bare repository has none. */
  readonly top: string | undefined;
  /** Where git looks for hooks. */
  readonly hooks: string;
  /** Where it would look without core.hooksPath; all work trees share it. */
  readonly ownHooks: string;
  readonly setting: HooksPath | undefined;
  readonly setHooks: SetHooks;
  readonly husky: Husky | undefined;
  /** Whether our folder for all repositories of the user is in force. */
  readonly isUserWide: boolean;
  /** Whether the hooks can be committed: they are in the work tree, and not in git's own folder. */
  readonly isTracked: boolean;
}

export async function situationOf(somewhere: Repository): Promise<Situation> {
  // What git says is free of links; what is put together from it has to be, too.
  const repository = { ...somewhere, cwd: await realpath(somewhere.cwd) };
  const top = await topLevel(repository);
  const setting = await hooksPath(repository);
  const hooks = await hooksFolder(repository);
  const common = await commonFolder(repository);
  const around = { cwd: repository.cwd, hooks, isOwnSetting: setting !== undefined && !isOfUser(setting) };
  return {
    repository,
    top,
    hooks,
    ownHooks: join(common, 'hooks'),
    setting,
    setHooks: setHooksIn(repository),
    husky: top === undefined ? undefined : await findHusky({ ...around, top }),
    isUserWide: hooks === userHooksFolder(repository.env),
    isTracked: top !== undefined && isInside(hooks, top) && !isInside(hooks, common),
  };
}

/** What switches all hooks off, in words: a core.hooksPath that leads to no folder; undefined where nothing does. */
export function hooksOff({ setting }: Situation): string | undefined {
  if (setting === undefined || !leadsNowhere(setting.value)) return undefined;
  const { scope, origin, value } = setting;
  return `core.hooksPath (${scope}, ${origin}) is ${value || 'empty'}, so git runs no hook`;
}

/** Whether this value of core.hooksPath is one by which hooks are switched off. */
export const leadsNowhere = (value: string): boolean => value === '' || isNowhere(value);

/** What puts them in force again. */
export const hooksOn = ({ setting }: Situation): string =>
  setting?.scope === 'command'
    ? 'take core.hooksPath from the command or the environment'
    : `git config --${setting?.scope} --unset core.hooksPath`;

/** Whether it holds for more than this repository. Husky's own setting, which is the repository's, wins over it. */
export const isOfUser = ({ scope }: HooksPath): boolean => scope === 'global' || scope === 'system';

function isInside(path: string, folder: string): boolean {
  const [inner, outer] = [path, folder].map((each) => `${each.replaceAll('\\', '/')}/`);
  return inner!.startsWith(outer!);
}
