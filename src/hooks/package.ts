/** Where keyhalt itself is, and which one the hooks run. */
import { readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ourHooks } from './names.ts';
import { packageIn } from './script.ts';

/**
 * The path of the package that stays when another version takes its place. pnpm keeps it in a folder with the version in
 * its name, and has a link `node_modules/keyhalt` lead there.
 *
 * @param packageRoot without links
 */
export async function lastingRoot(packageRoot: string, cwd: string): Promise<string> {
  for (const folder of [...foldersUp(cwd), ...foldersUp(packageRoot).reverse()]) {
    const place = join(folder, 'node_modules', 'keyhalt');
    if ((await realpath(place).catch(() => undefined)) === packageRoot) return place;
  }
  return packageRoot;
}

/** The folder, the one that it is in, and so on. */
function foldersUp(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...foldersUp(parent)];
}

/** Says it where hooks run another version than the one that is asked. */
export async function otherVersions(hooks: string, packageRoot: string): Promise<readonly string[]> {
  const mine = await versionOf(packageRoot);
  const roots = new Set<string>();
  for (const name of ourHooks) {
    const root = packageIn(await readFile(join(hooks, name), 'utf8').catch(() => ''));
    if (root !== undefined) roots.add(root);
  }
  const sentences: string[] = [];
  for (const root of roots) {
    const version = await versionOf(root);
    if (version !== undefined && mine !== undefined && version !== mine)
      sentences.push(`The hooks run keyhalt ${version} (${root}), and this is ${mine}: run keyhalt install.`);
  }
  return sentences;
}

/** Undefined where there is no such package, or it does not say. */
async function versionOf(root: string): Promise<string | undefined> {
  try {
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
    return typeof version === 'string' ? version : undefined;
  } catch {
    return undefined;
  }
}
