/**
 * Before the first test: dist/ is built, unless it is newer than all it is made from; there is a folder for what Node
 * compiles of it, or each of the thousands of starts would compile it anew; and there are empty repositories to copy.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { makeEmptyRepositories } from './empty-repositories.ts';
import { scratch } from './scratch.ts';

const root = join(import.meta.dirname, '..', '..');
const products = ['dist/hook.cjs', 'dist/cli.cjs', 'dist/index.mjs'];
const sources = ['src', 'rules', 'build.mjs', 'package.json', 'tsconfig.types.json'];

/** @returns what clears up behind the last test */
export function setup(): () => void {
  buildOnce();
  const shared = mkdtempSync(join(scratch, 'keyhalt-tests-'));
  process.env.NODE_COMPILE_CACHE = join(shared, 'compiled');
  makeEmptyRepositories(join(shared, 'empty'));
  return () => rmSync(shared, { recursive: true, force: true });
}

function buildOnce(): void {
  const built = Math.min(
    ...products.map((file) => statSync(join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? 0),
  );
  if (built > Math.max(...sources.map((source) => changed(join(root, source))))) return;

  execFileSync(process.execPath, ['build.mjs'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** When it, or the youngest thing in it, was written. A folder's own date tells of files that went away. */
function changed(path: string): number {
  const { mtimeMs } = statSync(path);
  const entries = statSync(path).isDirectory() ? readdirSync(path) : [];
  return Math.max(mtimeMs, ...entries.map((entry) => changed(join(path, entry))));
}
