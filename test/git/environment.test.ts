import { writeFileSync } from 'node:fs';
import { delimiter } from 'node:path';
import { expect, test } from 'vitest';
import { gitEnvironment } from '../../src/git/environment.ts';
import { askGit, streamGit } from '../../src/git/process.ts';
import { fakes } from '../support/fakes.ts';
import { aRepo } from '../support/repo.ts';

const { awsSecret } = fakes('environment');
const own = {
  AWS_ACCESS_KEY_ID: fakes('environment').awsKeyId,
  AWS_SECRET_ACCESS_KEY: awsSecret,
  AWS_BEARER_TOKEN_BEDROCK: awsSecret,
  aws_session_token: awsSecret,
};

test('no git is handed the credentials of the user', async () => {
  const repo = aRepo();
  repo.at('bin').write({ git: null });
  writeFileSync(repo.beside('bin/git'), '#!/bin/sh\nexec env\n', { mode: 0o755 });
  const env = { ...repo.env, ...own, PATH: [repo.beside('bin'), repo.env.PATH].join(delimiter) };
  const repository = { cwd: repo.root, env };

  const asked = String(askGit(repository, ['status']).stdout);
  const streamed = streamGit(repository, ['status']);
  const text = (await streamed.stdout.toArray()).join('');

  for (const said of [asked, text]) {
    expect(said).toContain('GIT_NO_REPLACE_OBJECTS=1');
    expect(said).not.toContain(awsSecret);
    expect(said).not.toMatch(/^AWS_/im);
  }
});

test('what names the repository is handed on', () => {
  const named = { GIT_DIR: '/x/.git', GIT_INDEX_FILE: '/x/index', GIT_CONFIG_COUNT: '0', HOME: '/home/ada' };

  expect(gitEnvironment({ ...named, ...own })).toMatchObject(named);
});

test('GIT_CONFIG, which only git config obeys, is not', () => {
  const env = gitEnvironment({ GIT_CONFIG: '/x/config', GIT_CONFIG_GLOBAL: '/x/global' });

  expect(env).not.toHaveProperty('GIT_CONFIG');
  expect(env).toHaveProperty('GIT_CONFIG_GLOBAL', '/x/global');
});
