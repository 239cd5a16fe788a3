/** docs/server.md: its hooks in a bare repository, and real pushes to it; what pre-receive looks at is tested in test/git. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fakes } from '../support/fakes.ts';
import { bin } from '../support/keyhalt.ts';
import { filesIn, page } from '../support/recipes.ts';
import { aRepo, type Repo } from '../support/repo.ts';

const { awsKeyId } = fakes('server recipes');
const [alone, chained] = filesIn(page('server.md'));
const installed = '/usr/local/lib/node_modules/keyhalt';

/** A repository whose server has this hook, and a hook of another that lets pass what does not push to `refs/heads/no`. */
function withServer([path, text]: readonly [string, string]): Repo {
  const repo = aRepo().commit('start').git('init -q --bare ../server').git('remote add origin ../server');
  const other = `#!/bin/sh\ntee ${repo.beside('heard')} | grep -q refs/heads/no || exit 0\nexit 3\n`;
  writeFileSync(repo.beside('other-hook'), other, { mode: 0o755 });
  const hook = text
    .replaceAll(installed, dirname(bin))
    .replace('/path/to/the/other/hook', repo.beside('other-hook'));
  mkdirSync(dirname(join(repo.beside('server'), path)), { recursive: true });
  writeFileSync(join(repo.beside('server'), path), hook, { mode: 0o755 });
  return repo;
}

const push = (repo: Repo, to = 'main') => repo.run('git', `push -q origin HEAD:${to}`);
const held = (repo: Repo) => repo.at('server').read(['for-each-ref', '--format=%(refname)']);

describe.each([
  ['the hook', alone!],
  ['the hook behind another', chained!],
])('%s', (_, file) => {
  test('rejects a push with a key, and lets others in', () => {
    const repo = withServer(file);

    const clean = push(repo);
    const dirty = push(repo.commit('leak', { '.env': `KEY=${awsKeyId}\n` }), 'other');

    expect(clean.code, clean.stderr).toBe(0);
    expect(dirty.code).toBe(1);
    expect(dirty.stderr).toMatch(/^remote: keyhalt: 1 finding in what the push brings/m);
    expect(held(repo)).toBe('refs/heads/main');
  });
});

test('behind another, each of the two hears all that git says, and may reject it', () => {
  const repo = withServer(chained!);

  const run = push(repo, 'no');

  expect(run.code).toBe(1);
  expect(readFileSync(repo.beside('heard'), 'utf8')).toContain(' refs/heads/no');
  expect(held(repo)).toBe('');
});
