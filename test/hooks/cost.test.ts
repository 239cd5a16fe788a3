/** What doctor says of the cost of a commit. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { doctor } from '../../src/commands/doctor.ts';
import { costly } from '../support/keyhalt.ts';
import { aRepo, type Files, type Repo } from '../support/repo.ts';
import { put } from './installed.ts';

const packageRoot = join(import.meta.dirname, '..', '..');

const costs = (files: Files, env?: NodeJS.ProcessEnv): Promise<string[]> =>
  costsIn(aRepo().commit('start', { 'a.txt': 'words\n', ...files }), env);

async function costsIn(repo: Repo, env: NodeJS.ProcessEnv = {}): Promise<string[]> {
  const lines: string[] = [];
  const print = (line: string) => void lines.push(line);
  const grep = repo.beside('grep');
  put(join(grep, 'grep'), '#!/bin/sh\nexit 2\n');
  const path = env.PATH === 'without grep' ? { PATH: `${grep}:${repo.env.PATH}` } : {};
  await doctor({
    cwd: repo.root,
    env: { ...repo.env, ...env, PATH: repo.env.PATH, ...path },
    packageRoot,
    node: process.execPath,
    print,
  });
  return lines.slice(lines.findIndex((line) => line.startsWith('Keyhalt')));
}

const sentence =
  /^Keyhalt's part of a clean commit takes \d+ ms here, in three hooks; Node alone takes \d+ ms to start\.$/;

test.skipIf(!costly)('it is told beside what Node takes', async () => {
  expect(await costs({})).toEqual([expect.stringMatching(sentence)]);
});

test.skipIf(!costly)('a policy that looks for no more costs nothing', async () => {
  const policy = '[[allow]]\npaths = ["docs/**"]\nreason = "examples"\n';

  expect(await costs({ 'keyhalt.toml': policy })).toEqual([expect.stringMatching(sentence)]);
});

test('before the first commit, which tells nothing of others, it is not measured', async () => {
  expect(await costsIn(aRepo())).toEqual([
    expect.stringMatching(/^What a commit costs is told once there is one:/),
  ]);
});

test.skipIf(!costly).each<readonly [string, Files, NodeJS.ProcessEnv, RegExp]>([
  [
    'a policy that looks for more',
    { 'keyhalt.toml': '[scan]\nown-keys = true\n' },
    {},
    /^Node is started for every commit: for the policy of this repository .* looks for more/,
  ],
  [
    'a grep that fails',
    {},
    { PATH: 'without grep' },
    /^Node is started for every commit: the grep of this machine/,
  ],
])('%s is told as the reason', async (_, files, env, reason) => {
  expect(await costs(files, { ...env, NODE_EXTRA_CA_CERTS: '/nowhere' })).toEqual([
    expect.stringMatching(sentence),
    expect.stringMatching(reason),
    expect.stringMatching(/^NODE_EXTRA_CA_CERTS is set/),
  ]);
});
