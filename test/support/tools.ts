/** Tools of others, where KEYHALT_TOOLS names the folder into which `.ci/run` has put them. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.env.KEYHALT_TOOLS;

/** Where each tool stands in that folder. */
const places = {
  lefthook: 'node_modules/.bin/lefthook',
  'lint-staged': 'node_modules/.bin/lint-staged',
  'simple-git-hooks': 'node_modules/.bin/simple-git-hooks',
  'pre-commit': 'python/bin/pre-commit',
  aws: 'python/bin/aws',
  moto: 'python/bin/moto_server',
  'git-filter-repo': 'python/bin/git-filter-repo',
} as const;

export type ToolName = keyof typeof places;

/** The program; undefined where it is not there. */
export function tool(name: ToolName): string | undefined {
  const program = folder && join(folder, places[name]);
  return program && existsSync(program) ? program : undefined;
}

/** What a title says of it: nothing, or why its tests are skipped. */
export const orWhyNot = (name: ToolName): string =>
  tool(name) ? '' : ` (skipped: ${folder ? `no ${name} in KEYHALT_TOOLS` : 'KEYHALT_TOOLS names no folder'})`;

/** A Python that has this module, of that folder or of the machine; undefined where none has. */
export const pythonWith = (module: string): string | undefined =>
  [...(folder === undefined ? [] : [join(folder, 'python/bin/python')]), 'python3'].find(
    (program) => spawnSync(program, ['-c', `import ${module}`]).status === 0,
  );
