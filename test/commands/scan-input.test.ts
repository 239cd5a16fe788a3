import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type ScanOptions, scan } from '../../src/commands/scan.ts';
import type { Report } from '../../src/model/report.ts';
import { fakeGit } from '../support/fake-git.ts';
import { fakes } from '../support/fakes.ts';
import { aRepo } from '../support/repo.ts';
import { placesOf, scanned } from '../support/scan-input.ts';

test.each<[string, ScanOptions, RegExp]>([
  ['nothing', {}, /needs to know/],
  ['staged content and a path', { staged: true, paths: ['.'] }, /--staged and PATH exclude/],
  ['a message and a path', { message: 'm', paths: ['.'] }, /--message and PATH exclude/],
  ['standard input and a path', { paths: ['.', '-'] }, /exclude each other/],
  ['staged content and standard input', { staged: true, paths: ['-'] }, /exclude each other/],
  ['a path that is a patch', { paths: ['.'], patch: true }, /--patch is for standard input/],
  ['staged content that is a patch', { staged: true, patch: true }, /--patch is for standard input/],
  ['a path with a name', { paths: ['.'], stdinName: 'x' }, /--stdin-name is for standard input/],
  ['an empty name', { paths: ['-'], stdinName: '' }, /--stdin-name is empty/],
  ['standard input without git', { paths: ['-'], git: false }, /--no-git goes with PATH/],
  ['staged content without git', { staged: true, git: false }, /--no-git goes with PATH/],
])('%s is a mistake with a hint', async (_, options, message) => {
  const run = scanned(aRepo(), options);

  await expect(run).rejects.toThrow(message);
  await expect(run).rejects.toMatchObject({ hint: expect.stringMatching(/\w/) });
});

test('a file called - can be scanned', async () => {
  const repo = aRepo().write({ '-': `KEY=${fakes().awsKeyId}\n` });

  expect(placesOf(await scanned(repo, { paths: ['./-'] }))).toEqual(['-:1 aws-access-key-id']);
});

test('--no-git starts no git, where the same without it does', async () => {
  const repo = aRepo().write({ x: 'x\n' });
  const env = fakeGit(repo, `: > '${repo.beside('asked')}'; exit 1`);
  const here = { cwd: repo.root, env: { ...repo.env, ...env } };

  await scan(here, { paths: ['x'], git: false }, { now: new Date() });
  expect(existsSync(repo.beside('asked'))).toBe(false);

  await expect(scan(here, { paths: ['x'] }, { now: new Date() })).rejects.toThrow();
  expect(existsSync(repo.beside('asked'))).toBe(true);
});

test('in a repository what is staged is the policy, not what lies there', async () => {
  const toml = '[[allow]]\npaths = ["**"]\nreason = "made up"\n';
  const repo = aRepo().write({ 'keyhalt.toml': toml, x: `KEY=${fakes().awsKeyId}\n` });

  expect(placesOf(await scanned(repo, { paths: ['x'] }))).toHaveLength(1);
  expect(placesOf(await scanned(repo, { paths: ['x'], git: false }))).toEqual([]);
  repo.git('add keyhalt.toml');
  expect(placesOf(await scanned(repo, { paths: ['x'] }))).toEqual([]);
});

test('a rule for some paths is one for them, seen from the top', async () => {
  const toml = `[[rules]]
id = "acme"
description = "ACME"
severity = "high"
regex = '''acme_[0-9]{8}'''
path = "^a/.*\\\\.env$"
[rules.examples]
leak = ["acme_12345678"]
`;
  const repo = aRepo().stage({
    'keyhalt.toml': toml,
    'a/x.env': 'acme_12345678\n',
    'a/x.md': 'acme_12345678\n',
  });

  expect(placesOf(await scanned(repo, { paths: ['.'] }, { cwd: 'a' }))).toEqual(['x.env:1 acme']);
});

describe('what no repository keeps is known as such', () => {
  const line = `KEY=${fakes().awsKeyId}\n`;
  const isApart = ({ findings }: Report) =>
    findings.flatMap(({ appearances }) => appearances.map((place) => place.isApart ?? false));

  test('standard input, also by the name of a file, and a patch', async () => {
    const repo = aRepo();
    const patch = `--- a/x.env\n+++ b/x.env\n@@ -1 +1 @@\n-a\n+${line}`;

    for (const [options, text] of [
      [{}, line],
      [{ stdinName: 'conf/.env' }, line],
      [{ patch: true }, patch],
    ] as const)
      expect(isApart(await scanned(repo, { paths: ['-'], ...options }, { input: text }))).toEqual([true]);
  });

  test('a message, whereas a file called so is one', async () => {
    const repo = aRepo().write({ 'commit message': line });

    expect(isApart(await scanned(repo, { message: join(repo.root, 'commit message') }))).toEqual([true]);
    expect(isApart(await scanned(repo, { paths: ['.'] }))).toEqual([false]);
  });

  test('files in no work tree', async () => {
    const repo = aRepo().write({ '../elsewhere/x.env': line });

    expect(isApart(await scanned(repo.at('elsewhere'), { paths: ['.'] }))).toEqual([true]);
  });
});
