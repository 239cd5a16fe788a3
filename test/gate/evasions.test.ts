/** Nothing that is set, staged or counted beside a key has the gate call it clean. */
import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fakes } from '../support/fakes.ts';
import { costly, rare } from '../support/keyhalt.ts';
import { aClone, answer, clean, key, leftToNode, lockFile, plain } from './answers.ts';

describe('it cannot be talked round', () => {
  test.skipIf(!costly)('by variables that the script uses itself', () => {
    const names = [
      'counts',
      'answers',
      'lines',
      'pieces',
      'last_known',
      'line_feed',
      'without_nul',
      'expected',
      'index',
      'searched',
      'of_message',
      'ere',
      'text',
      'gate',
      'end',
    ];
    const repo = aClone().write({ 'a.txt': key }).git('add .');
    for (const name of [...names, 'why', 'folder', 'note', 'staged', 'start', 'file', 'KEYHALT_AHEAD'])
      for (const value of ['', '1', 'yes', '6 0 1', '/dev/null'])
        expect([name, value, answer(repo, { env: { [name]: value } })]).toEqual([name, value, leftToNode]);
    expect(answer(repo, { args: ['pre-push'], env: { counts: 'x', KEYHALT_AHEAD: '1' } })).toEqual(
      leftToNode,
    );
  });

  test('nor does what it keeps in variables of its own reach a program in its environment', () => {
    const line = lockFile(200).replaceAll('\n', ' ');
    const repo = aClone().write({ 'lock.json': `${line}\n`.repeat(8) });

    expect(answer(repo.git('add .'), { env: { answers: 'x', lines: 'x' } })).toEqual(clean);
  });

  test('by a file in the work tree that is taken for what is staged', () => {
    const repo = aClone();
    const path = join(repo.root, 'a.txt');
    const past = new Date('2020-01-01');
    writeFileSync(path, `${key}\n`);
    utimesSync(path, past, past);
    repo.git('add a.txt').git('config core.trustctime false');
    writeFileSync(path, `${'x'.repeat(key.length)}\n`);
    utimesSync(path, past, past);

    expect(answer(repo)).toEqual(leftToNode);
  });

  test('by CDPATH, which leads to another clone that has the key', () => {
    const repo = aClone();
    const elsewhere = repo.git('clone -q . ../theirs').at('theirs');
    for (const one of [elsewhere, repo]) one.write({ 'a.txt': key }).git('add .');
    elsewhere.git('commit -q --no-verify -m key');

    expect(answer(repo, { env: { CDPATH: elsewhere.root } })).toEqual(leftToNode);
  });

  rare('by as many keys as make the counts of words look like those of shapes', () => {
    const repo = aClone({ ...plain, 'docs/keyhalt.toml': '' });

    for (let count = 1; count < 12; count++) {
      repo.write({ 'a.txt': `${key}\n`.repeat(count) }).git('add .');
      expect([count, answer(repo)]).toEqual([count, leftToNode]);
    }
  });

  test('by so many shapes that grep has seen enough before it has seen all', () => {
    const repo = aClone();
    repo.write({ 'a.txt': `id = ${key}\n`, 'lock.json': lockFile(4000) }).git('add .');

    expect(answer(repo)).toEqual(leftToNode);
  });

  test('by a git that ends badly behind a line that counts for its end', () => {
    const repo = aClone({ 'a.env': 'one\n', z: 'z\n' });
    const blob = repo.read('rev-parse HEAD:z');
    repo.write({ 'a.env': `aws_secret_access_key = ${fakes('gate').awsSecret}\n`, z: 'y\n' }).git('add .');
    repo.write({ [`.git/objects/${blob.slice(0, 2)}/${blob.slice(2)}`]: null });

    expect(answer(repo)).toEqual(leftToNode);
  });

  test('by quotes in a name', () => {
    const repo = aClone()
      .write([[`x="${key.slice(0, 2)}"+"${key.slice(2)}"`, 'words\n']])
      .git('add .');

    expect(answer(repo)).toEqual(leftToNode);
  });
});
