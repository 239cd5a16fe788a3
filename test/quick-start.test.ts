/** Every command of docs/quick-start.md does what the page says: `UPDATE=1` writes anew what they say. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bin, costly } from './support/keyhalt.ts';
import { aRepo, type Repo } from './support/repo.ts';

const file = join(import.meta.dirname, '..', 'docs', 'quick-start.md');
const page = readFileSync(file, 'utf8');

/** What stands apart from the rest, each in a repository of its own. */
const apart = ['With husky', 'For all your repositories'];

/** A commit with all hooks, and a doctor, on a machine that has much else to do, in milliseconds. */
const patience = 60_000;

interface Block {
  readonly section: string;
  readonly commands: string;
  /** How the last of them ends. */
  readonly code: number;
  /** What it says, where the page shows that. */
  readonly said?: string;
}

const blocks = page.split(/^## /m).flatMap((text) =>
  [...text.matchAll(/```sh\n(.*?)```(?:\n\n```text\n(.*?)```)?/gs)].map(([, commands, said]): Block => {
    const code = Number(/# exit code (\d)\n$/.exec(commands!)?.[1] ?? 0);
    return {
      section: text.split('\n', 1)[0]!,
      commands: commands!,
      code,
      ...(said === undefined ? {} : { said }),
    };
  }),
);

describe('the quick start', () => {
  test('has blocks of commands, and none of another kind for a shell', () => {
    expect(blocks.length).toBeGreaterThan(10);
    expect(page).not.toMatch(/```(?:bash|shell|console)/);
  });

  test.skipIf(!costly)(
    'leads from nothing to a stopped commit, and to what is allowed',
    () => {
      play(blocks.filter(({ section }) => !apart.includes(section)));
    },
    3 * patience,
  );

  test.skipIf(!costly).each(apart)(
    'works where it stands apart: %s',
    (wanted) => {
      play(blocks.filter(({ section }) => section === wanted));
    },
    patience,
  );
});

/** Runs block after block in one repository, in a shell that stops at the first command that fails. */
function play(all: readonly Block[]): void {
  const repo = aRepo().commit('start', { 'package.json': '{}\n', '.gitignore': 'node_modules\n' });
  const env = tools(repo);
  let fingerprint = '';
  for (const { commands, code, said } of all) {
    const script = `set -e\n${commands.replace('kh1:FINGERPRINT', fingerprint)}`;

    const run = spawnSync('sh', ['-c', script], {
      cwd: repo.root,
      env: { ...repo.env, ...env },
      encoding: 'utf8',
      timeout: patience,
    });

    expect(run.status, `${commands}\n${run.stdout}${run.stderr}`).toBe(code);
    fingerprint = /kh1:[0-9a-f]{32}/.exec(run.stdout + run.stderr)?.[0] ?? fingerprint;
    if (said === undefined) continue;
    if (process.env.UPDATE)
      writeFileSync(file, page.replace(`\`\`\`text\n${said}`, `\`\`\`text\n${run.stderr}`));
    else expect(run.stderr).toBe(said);
  }
}

/** npm and npx as far as the page needs them: this keyhalt is put where the one of the registry would be. */
function tools(repo: Repo): NodeJS.ProcessEnv {
  const folder = repo.beside('tools');
  const everywhere = repo.beside('everywhere');
  const husky = join(import.meta.dirname, '..', 'node_modules', 'husky', 'bin.js');
  mkdirSync(folder);
  mkdirSync(everywhere);
  const link = (name: string, target: string, into: string) => `ln -sf '${target}' ${into}/${name}`;
  const root = dirname(bin);
  const parts = ['bin', 'dist', 'rules', 'package.json'].map((part) => `'${join(root, part)}'`).join(' ');
  const keyhaltInto = (into: string) =>
    ['keyhalt', 'keyhalt-hook'].map((name) => link(name, join(bin, name), into)).join(' && ');
  const ownBins = ['keyhalt', 'keyhalt-hook']
    .map((name) => link(name, `../keyhalt/bin/${name}`, 'node_modules/.bin'))
    .join(' && ');
  write(join(folder, 'npm'), [
    'case "$*" in',
    `'install --save-dev keyhalt') mkdir -p node_modules/.bin node_modules/keyhalt && cp -R ${parts} node_modules/keyhalt && ${ownBins} ;;`,
    `'install --save-dev husky keyhalt') npm install --save-dev keyhalt && ${link('husky', husky, 'node_modules/.bin')} ;;`,
    `'install --global keyhalt') ${keyhaltInto(everywhere)} ;;`,
    'test) ;;',
    '*) exit 9 ;;',
    'esac',
  ]);
  write(join(folder, 'npx'), ['PATH=$PWD/node_modules/.bin:$PATH', 'exec "$@"']);
  return { PATH: `${folder}:${everywhere}:${repo.env.PATH}` };
}

function write(path: string, lines: readonly string[]): void {
  writeFileSync(path, `#!/bin/sh\n${lines.join('\n')}\n`);
  chmodSync(path, 0o755);
}
