import { readFile, realpath, rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { mendable, writeWhole } from '../files/write-whole.ts';
import { type BlockOptions, withBlock, withoutBlock } from './block.ts';
import type { Outcome } from './folder.ts';
import type { Husky } from './husky.ts';
import { type HookName, ourHooks } from './names.ts';

/** Sets our block into each of husky's files. */
export async function putBlocks(husky: Husky): Promise<ReadonlyMap<HookName, Outcome>> {
  const outcomes = new Map<HookName, Outcome>();
  for (const name of ourHooks) outcomes.set(name, await putBlock(husky, name));
  return outcomes;
}

/** Takes our blocks out, and the files that were made for them. Returns the names of the hooks that changed. */
export async function takeBlocks(husky: Husky): Promise<string[]> {
  const taken: string[] = [];
  for (const name of ourHooks) if (await takeBlock(husky, name)) taken.push(name);
  // Only an empty folder goes; rmdir refuses any other.
  if (taken.length > 0) await rmdir(husky.folder).catch(() => {});
  return taken;
}

/** The text of one of husky's files, or undefined where there is none. As Latin-1, so that every byte survives. */
export function huskyFile(husky: Husky, name: HookName): Promise<string | undefined> {
  const path = join(husky.folder, name);
  return mendable(husky.folder, () =>
    readFile(path, 'latin1').catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      return undefined;
    }),
  );
}

async function putBlock(husky: Husky, name: HookName): Promise<Outcome> {
  const old = await huskyFile(husky, name);
  const text = withBlock(old, blockOptions(husky, name));
  if (text === old) return 'unchanged';
  await rewrite(join(husky.folder, name), text, husky.runsDirectly ? 0o755 : 0o644);
  return old === undefined ? 'written' : 'chained';
}

async function takeBlock(husky: Husky, name: HookName): Promise<boolean> {
  const old = await huskyFile(husky, name);
  if (old === undefined) return false;
  const text = withoutBlock(old);
  if (text === old) return false;
  const path = join(husky.folder, name);
  if (text === undefined) await mendable(husky.folder, () => rm(path));
  else await rewrite(path, text, 0o644);
  return true;
}

const blockOptions = ({ binFolder, runsDirectly }: Husky, name: HookName): BlockOptions => ({
  name,
  runsDirectly,
  ...(binFolder === undefined ? {} : { binFolder: Buffer.from(binFolder).toString('latin1') }),
});

/** Keeps the mode of a file that is there, and the link that leads to it. */
async function rewrite(path: string, text: string, newMode: number): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const stats = await stat(target).catch(() => undefined);
  const mode = stats === undefined ? { mode: newMode } : { mode: stats.mode & 0o777, isExact: true };
  await writeWhole(target, Buffer.from(text, 'latin1'), mode);
}
