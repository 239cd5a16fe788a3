import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hasBlock } from './block.ts';
import { isExecutable, isLink, isThere } from './files.ts';
import { holdsOurHook } from './folder.ts';
import { huskyFile } from './husky-files.ts';
import type { HookName } from './names.ts';
import { setHooksFor } from './set-hooks.ts';
import { hooksOff, hooksOn, type Situation } from './situation.ts';
import { writerOf } from './writers.ts';

/** Why git would not run that hook at all, in words; undefined when it would. */
export async function whyNotRun(situation: Situation, name: HookName): Promise<string | undefined> {
  const { hooks, husky } = situation;
  const off = hooksOff(situation);
  if (off !== undefined) return `${off}: ${hooksOn(situation)}`;
  const file = join(hooks, name);
  if (!(await isThere(file))) {
    if (await isLink(file))
      return `${file} is a link that leads nowhere: remove it, then run keyhalt install`;
    return `there is no ${file}: run ${husky === undefined ? 'keyhalt install' : 'npx husky (or npm install)'}`;
  }
  const stats = await stat(file);
  if (stats.isDirectory())
    return `${file} is a folder, where git expects a hook: remove it, then run keyhalt install`;
  if (!(await isExecutable(file)))
    return `${file} is not executable, so git passes over it: chmod +x makes it so`;
  return stats.size === 0 ? `${file} is empty: remove it, then run keyhalt install` : undefined;
}

/** Why a hook that git does run may have let a key pass, in words. */
export async function whyPassed(situation: Situation, name: HookName): Promise<string> {
  const { hooks, husky, setHooks } = situation;
  const named = setHooksFor(setHooks, name).find(({ command }) => command.includes('keyhalt'));
  if (named !== undefined)
    return `hook.${named.name} ran and found nothing: its command should be keyhalt-hook ${name}`;
  if ((await whyNotRun(situation, name)) !== undefined)
    return `what git's settings name for it is not keyhalt: run keyhalt install`;
  if (!husky?.isActive) {
    if (await holdsOurHook(hooks, name)) return 'keyhalt ran and found nothing';
    const file = join(hooks, name);
    const text = await readFile(file, 'latin1').catch(() => '');
    // Other tools for hooks have variables that switch them off.
    if (text.includes('keyhalt-hook'))
      return `${file} names keyhalt-hook, which was not run or found nothing`;
    const writer = writerOf(text);
    return writer === undefined
      ? `keyhalt is not in ${file}: run keyhalt install`
      : `${writer} wrote ${file}: let it call keyhalt-hook (docs/hooks.md)`;
  }
  const file = join(husky.folder, name);
  const text = await huskyFile(husky, name);
  if (text === undefined) return `there is no ${file}: run keyhalt install`;
  if (!hasBlock(text)) return `keyhalt is not in ${file}: run keyhalt install`;
  return `keyhalt is in ${file}, and was not run or found nothing`;
}
