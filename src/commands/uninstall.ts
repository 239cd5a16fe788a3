import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { gitFiles } from '../git/git-files.ts';
import { demandGit } from '../git/version.ts';
import { takeHooks } from '../hooks/folder.ts';
import { takeBlocks } from '../hooks/husky-files.ts';
import { ourHooks } from '../hooks/names.ts';
import { type Situation, situationOf } from '../hooks/situation.ts';
import { uninstallUserWide } from '../hooks/user-wide.ts';
import { gateNotes } from './gate-policy.ts';
import { demandOnePlace } from './install.ts';

export interface UninstallOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly global?: boolean;
  readonly template?: string;
  readonly print: (line: string) => void;
}

/** `keyhalt uninstall`: takes out what install put in, and leaves the rest as it was before. */
export async function uninstall(options: UninstallOptions): Promise<number> {
  const { cwd, env, global, template, print } = options;
  demandOnePlace(options);
  demandGit({ cwd, env });
  let taken: readonly string[];
  if (template !== undefined) taken = await takeHooks(join(resolve(cwd, template), 'hooks'), ourHooks);
  else if (global) taken = await uninstallUserWide({ cwd, env });
  else taken = await takeFromRepository(await situationOf({ cwd, env }), print);

  for (const name of ourHooks.filter((name) => taken.includes(name))) print(`${name}: taken out`);
  if (taken.length === 0) print('No hook of keyhalt was here.');
  return 0;
}

/** Out of the folder in force and out of git's own: core.hooksPath may have been set after the install. */
async function takeFromRepository(situation: Situation, print: (line: string) => void): Promise<string[]> {
  const { repository, hooks, ownHooks, husky, isUserWide } = situation;
  if (isUserWide) print('Your hooks for all repositories stay: keyhalt uninstall --global takes them out.');

  const taken = husky === undefined ? [] : await takeBlocks(husky);
  for (const folder of new Set(isUserWide ? [ownHooks] : [ownHooks, hooks])) {
    taken.push(...(await takeHooks(folder, ourHooks)));
  }
  if (!isUserWide)
    for (const folder of gitFiles(repository).folders)
      for (const note of gateNotes) await rm(join(folder, note), { force: true });
  return taken;
}
