/** docs/library.md says what the library is: its examples run, and its tables are whole. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import * as library from '../src/index.ts';
import { commonChecks, historyChecks, textChecks } from '../src/library/demand.ts';
import { formatNames } from '../src/report/formats.ts';
import { fakes } from './support/fakes.ts';
import { aRepo, type Repo } from './support/repo.ts';

const root = join(import.meta.dirname, '..');
const text = readFileSync(join(root, 'docs', 'library.md'), 'utf8');
const examples = [...text.matchAll(/```js\n(.*?)```\n\n```text\n(.*?)```/gs)].map(
  ([, code, said]) => [code!.split('\n').find((line) => line.includes('scan'))!, code!, said!] as const,
);
const rows = (cells: number) =>
  [...text.matchAll(/^\| `(\w+)(?:\(.*?\))?` \|(.*)\|$/gm)]
    .map(([, name, rest]) => [name!, ...rest!.split('|').map((cell) => cell.trim())])
    .filter(({ length }) => length === cells);

describe('an example', () => {
  let repo: Repo;
  const { awsKeyId, awsSecret } = fakes('docs');

  beforeEach(() => {
    repo = aRepo()
      .commit('start', { 'README.md': '# hi\n' })
      .branch('work')
      .commit('key', { 'old.env': `KEY=${fakes('docs, committed').awsKeyId}\n` })
      .stage({ '.env': `AWS_ACCESS_KEY_ID=${awsKeyId}\nAWS_SECRET_ACCESS_KEY=${awsSecret}\n` });
    mkdirSync(repo.beside('node_modules'));
    symlinkSync(root, repo.beside('node_modules/keyhalt'), 'junction');
  });

  test.each(examples)('%s', (_, code, said) => {
    const file = repo.beside(code.includes('require(') ? 'example.cjs' : 'example.mjs');
    // An audit reads the index, too.
    if (code.includes('scanHistory')) repo.git('reset -q --hard');
    writeFileSync(file, code);

    const { stdout, stderr } = spawnSync(process.execPath, [file], {
      cwd: repo.root,
      env: repo.env,
      encoding: 'utf8',
    });

    expect(stderr).toBe('');
    expect(stdout).toBe(said);
  });
});

test('every example says what it prints', () => {
  expect(examples).toHaveLength(text.split('```js').length - 1);
  expect(examples.length).toBeGreaterThan(4);
});

test('the options are those that there are', () => {
  const ofAll = Object.keys(commonChecks);
  const others = (checks: object) => Object.keys(checks).filter((name) => !ofAll.includes(name));

  expect(rows(3).map(([name, of]) => [name, of])).toEqual([
    ...ofAll.map((name) => [name, 'all']),
    ...others(textChecks).map((name) => [name, '`scanText`']),
    ...others(historyChecks(64)).map((name) => [name, '`scanHistory`']),
  ]);
});

test('everything that is exported is spoken of, and every format', () => {
  for (const name of Object.keys(library)) expect(text).toContain(`\`${name}`);
  for (const format of formatNames) expect(text).toContain(`\`${format}\``);
});
