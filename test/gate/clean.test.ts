/** What looks like no credential is clean without Node, in every shell and however the index is kept. */
import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { costly, someOf } from '../support/keyhalt.ts';
import type { Repo } from '../support/repo.ts';
import { aClone, answer, clean, gitAndGrep, key, leftToNode, lockFile, plain } from './answers.ts';

const shells = ['/bin/sh', '/bin/dash', '/bin/bash', '/bin/zsh', '/bin/busybox']
  .filter((shell) => existsSync(shell))
  .slice(0, costly ? undefined : 1);

describe.each(shells)('in %s', (shell) => {
  test('what adds nothing that looks like a credential is clean, without Node', () => {
    const repo = aClone().write({ 'a.txt': 'two\n', 'new folder/ü.txt': 'words\n' }).git('add .');

    expect(answer(repo, { shell })).toEqual(clean);
    expect(answer(repo, { shell, env: { PATH: gitAndGrep(repo) } })).toEqual(clean);
  });

  test('what does is for Node to judge', () => {
    const repo = aClone()
      .write({ 'a.txt': `id = ${key}\n` })
      .git('add .');

    expect(answer(repo, { shell })).toEqual(leftToNode);
  });

  test.each(['prepare-commit-msg', 'commit-msg'])('%s looks at the message, too', (name) => {
    const repo = aClone().write({ 'a.txt': 'two\n' }).git('add .');
    repo.at('.').write({ harmless: 'Fix the words\n\n# On branch main\n', leak: `Use ${key}\n` });

    expect(answer(repo, { shell, args: [name, '../harmless'] })).toEqual(clean);
    expect(answer(repo, { shell, args: [name, '../leak'] })).toEqual(leftToNode);
    expect(answer(repo, { shell, args: [name, '../is-not-there'] })).toEqual(leftToNode);
    expect(answer(repo, { shell, args: [name] })).toEqual(leftToNode);
    expect(answer(repo.write({ 'a.txt': key }).git('add .'), { shell, args: [name, '../harmless'] })).toEqual(
      leftToNode,
    );
  });
});

test.each<readonly [string, (repo: Repo) => unknown]>([
  ['a policy that is not staged', (repo) => repo.write({ 'keyhalt.toml': '[[rules]]\n' })],
  ['an index that shortens names', (repo) => repo.git('update-index --index-version 4')],
  ['an index in two files', (repo) => repo.git('update-index --split-index')],
  ['everything staged for removal', (repo) => repo.write({ '.git/index': null })],
])('%s does not matter', (_, make) => {
  const repo = aClone().write({ 'a.txt': 'two\n' }).git('add .');
  make(repo);

  expect(answer(repo)).toEqual(clean);
});

test('a lock file does not matter, nor do long names and paths', () => {
  const names = [
    'aVeryLongNameThatGoesOnUntilItHasMoreThanFortyLetters',
    'some/folder/in/which/there/is/a/file/of_ours',
    // The sum of a module of Go, forty characters and a name behind a slash.
    `h1:${'7Zx3K'.repeat(8)}/ZA=`,
    // As long as a password for SES, which begins with a version byte.
    'aNameThatTellsAllAboutWhatItIsMeantToSayHere',
  ];
  const repo = aClone().write({ 'lock.json': lockFile(100), 'a.txt': `${names.join('\n')}\n` });

  expect(answer(repo.git('add .'))).toEqual(clean);
});

test('words that say nothing of a value do not matter', () => {
  const words = [
    'async Task RunAsync(CancellationToken cancellationToken) // for this key, and process keys',
    `          GITHUB_TOKEN: $${'{{ secrets.GITHUB_TOKEN }} {{secrets.OTHER}}'}`,
    '.look-at-this { PublicKeyToken: b77a5c561934e089 }',
  ];
  const repo = aClone().write({ 'a.txt': `${words.join('\n')}\n` });

  expect(answer(repo.git('add .'))).toEqual(clean);
});

someOf(
  [
    ...['secrets.A', '{ secret.A', '{  secrets.A', ' secrets.A', '{ secrets_A', '( secrets.A'],
    ...['{ Secrets.A', '{_secrets.A', '  secrets.A', 'my secrets', 'secret'],
  ].map((words) => [words] as const),
  3,
)('%s is a name near which a value may stand in pieces', (words) => {
  const repo = aClone().write({ 'a.txt': words });

  expect(answer(repo.git('add .'))).toEqual(leftToNode);
});

test('a baseline, or a file that is called as a policy is, does not matter', () => {
  const repo = aClone({
    ...plain,
    'keyhalt.baseline': '',
    'docs/keyhalt.toml': '[[rules]]\n',
    'keyhalt.toml.md': 'words\n',
    '.github/workflows/keyhalt.yml': 'on: push\n',
  });

  expect(answer(repo.write({ 'a.txt': 'two\n' }).git('add .'))).toEqual(clean);
});
