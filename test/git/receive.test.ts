/** pre-receive, the gate of the other side: a real push to a bare repository whose hook asks keyhalt. */
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fakes } from '../support/fakes.ts';
import { bin, costly, keyhaltHook, rare } from '../support/keyhalt.ts';
import { type Args, aRepo, type Files, type Repo, type Run } from '../support/repo.ts';
import { goesThrough, incomplete, stopped } from '../support/stopped.ts';

const leak = (secret: string) => ({ '.env': `KEY=${secret}\n` });
const { awsKeyId } = fakes('receive');

/** The repository of a server, with the hook, which notes its exit code beside it. */
function server(repo: Repo): Repo {
  const format = repo.read('rev-parse --show-object-format');
  repo.git(`init -q --bare --object-format=${format} ../server`).git('remote add origin ../server');
  const hooks = repo.beside('server/hooks');
  mkdirSync(hooks, { recursive: true });
  const lines = [`"${bin}/keyhalt-hook" pre-receive`, 'code=$?', 'echo $code > code', 'exit $code'];
  writeFileSync(join(hooks, 'pre-receive'), `#!/bin/sh\n${lines.join('\n')}\n`, { mode: 0o755 });
  return repo;
}

/** A repository whose only commit the server has, too. */
const shared = (repo: Repo, files: Files = { 'a.txt': 'a\n' }): Repo => {
  chmodSync(server(repo.commit('start', files)).beside('server/hooks/pre-receive'), 0o644);
  repo.git('push -q origin main');
  chmodSync(repo.beside('server/hooks/pre-receive'), 0o755);
  return repo;
};

/** The hook's verdict and its words; `held` is all that the server has after the push. */
function push(repo: Repo, args: Args = 'push -q origin HEAD:main') {
  repo.write({ '../server/code': 'no hook ran' });
  const run = repo.run('git', args);
  const code = Number(readFileSync(repo.beside('server/code'), 'latin1'));
  expect(run.code === 0, 'git obeys').toBe(code === 0);
  const script = 'git rev-list --objects --no-object-names --all | git cat-file --batch; git for-each-ref';
  const held = Buffer.from(repo.run('sh', ['-c', script], { cwd: '../server' }).stdout);
  // What git itself says here is not the hook's.
  const said = run.stderr.split('\n').filter((line) => line.startsWith('remote:'));
  return { code, stdout: '', stderr: said.join('\n'), held, hooks: [] };
}

describe('a push is rejected', () => {
  stopped('of a commit', (repo, secret) => push(shared(repo).commit('leak', leak(secret))));
  stopped('of a key that was taken out again', (repo, secret) =>
    push(shared(repo).commit('leak', leak(secret)).commit('gone', { '.env': null })),
  );
  stopped('of a message', (repo, secret) => push(shared(repo).commit(`try ${secret}\n`)));
  stopped('of a new branch', (repo, secret) =>
    push(shared(repo).branch('side').commit('leak', leak(secret)), 'push -q origin side'),
  );
  stopped('of a branch whose name has it', (repo, secret) =>
    push(shared(repo).commit('more'), `push -q origin HEAD:refs/heads/${secret}`),
  );
  stopped('of an annotated tag', (repo, secret) =>
    push(shared(repo).git(['tag', '-a', '-m', `try ${secret}`, 'v1']), 'push -q origin v1'),
  );
  stopped('of a tag on a blob', (repo, secret) => {
    const ours = shared(repo);
    return push(ours.git(`tag v1 ${ours.blob(`KEY=${secret}\n`)}`), 'push -q origin v1');
  });
  stopped('by force', (repo, secret) => {
    shared(repo).commit('theirs').git('push -q origin main').git('reset -q --hard HEAD~1');
    return push(repo.commit('leak', leak(secret)), 'push -q --force origin main');
  });
  stopped('of one of several, besides one that ends', (repo, secret) => {
    shared(repo).git('push -q origin main:old').git('branch clean');
    repo.commit('leak', leak(secret));
    return push(repo, 'push -q --atomic origin clean main :old');
  });
  stopped('of everything', (repo, secret) =>
    push(
      shared(repo).branch('side').commit('leak', leak(secret)).checkout('main'),
      'push -q --mirror origin',
    ),
  );
  stopped('to an empty repository', (repo, secret) =>
    push(server(repo.commit('first of all', leak(secret))), 'push -q origin main'),
  );
  stopped('of a pack that is kept as one', (repo, secret) => {
    shared(repo).at('server').git('config receive.unpackLimit 1');
    return push(repo.commit('leak', leak(secret)));
  });
  stopped('to a repository with a work tree', (repo, secret) => {
    shared(repo).at('server').git('config core.bare false').git('config core.worktree ../tree');
    mkdirSync(repo.beside('tree'));
    repo.at('server').git('config receive.denyCurrentBranch ignore');
    return push(repo.commit('leak', leak(secret)));
  });
  stopped('in a SHA-256 repository', (repo, secret) => push(shared(repo).commit('leak', leak(secret))), {
    objectFormat: 'sha256',
  });
});

describe('a push is let in:', () => {
  goesThrough('a key that the server has', (repo, secret) =>
    push(shared(repo, leak(secret)).commit('more', { '.env': `KEY=${secret}\nMORE=1\n` })),
  );
  goesThrough('a key that was taken out before', (repo, secret) => {
    const ours = shared(repo.commit('leak', leak(secret)), { '.env': null });
    return push(ours.commit('more'));
  });
  goesThrough('a new branch on a key that the server has', (repo, secret) =>
    push(shared(repo, leak(secret)).branch('side').commit('more'), 'push -q origin side'),
  );
  goesThrough('a new branch that edits a key that HEAD has', (repo, secret) =>
    push(
      shared(repo, leak(secret))
        .git('checkout -q --orphan side')
        .commit('side', { '.env': `KEY=${secret}\nMORE=1\n` }),
      'push -q origin side',
    ),
  );
  goesThrough('the end of a branch', (repo) =>
    push(shared(repo).git('push -q origin main:side'), 'push -q origin --delete side'),
  );
});

test('what is rejected is told where it was pushed from, and shows no key', () => {
  const run = push(shared(aRepo()).commit('leak', leak(awsKeyId)));

  expect(run.stderr).toMatch(/^remote: \.env:1:5 in commit [0-9a-f]{10} {2}medium /m);
  expect(run.stderr).toContain('1 finding in what the push brings. Stopped.');
  expect(run.stderr).not.toContain(awsKeyId);
});

describe.skipIf(!costly)('whose policy counts', () => {
  const allowing = '[[allow]]\npaths = ["**"]\nreason = "a canary"\n';
  const both = { 'keyhalt.toml': allowing, ...leak(awsKeyId) };

  rare('that of what is pushed over', () => {
    expect(push(shared(aRepo(), { 'keyhalt.toml': allowing }).commit('leak', leak(awsKeyId))).code).toBe(0);
  });

  test('not that of what is pushed, whatever the environment says', () => {
    const repo = shared(aRepo()).commit('leak', both);

    const run = push(repo);
    const asked = repo.run('git', 'push -q origin main', { env: { KEYHALT_POLICY: 'pushed' } });

    expect(run.code).toBe(1);
    expect(run.stderr).toContain('proposed, does not count: .env:1 aws-access-key-id');
    expect(asked.code).toBe(1);
  });

  rare('for a new branch that of HEAD', () => {
    const repo = shared(aRepo(), { 'keyhalt.toml': allowing }).branch('side').commit('leak', both);

    expect(push(repo, 'push -q origin side').code).toBe(0);
    expect(push(shared(aRepo()).branch('side').commit('leak', both), 'push -q origin side').code).toBe(1);
  });

  test.each([
    ['allows it', allowing, 0],
    ['does not', '', 1],
  ])('for a new branch where HEAD names nothing that of all branches, which %s', (_, policy, code) => {
    const repo = shared(aRepo(), { 'keyhalt.toml': policy }).branch('side').commit('leak', both);
    repo.at('server').git('symbolic-ref HEAD refs/heads/gone');

    expect(push(repo, 'push -q origin side').code).toBe(code);
  });

  rare('for a tag where there are no branches nobody’s', () => {
    const repo = server(aRepo().commit('start'));
    repo.git(`tag blob ${repo.blob('a\n')}`);
    push(repo, 'push -q origin blob');

    expect(push(repo.commit('leak', both), 'push -q origin main').code).toBe(1);
  });

  test('for the first push of all its own, which is told', () => {
    const run = push(server(aRepo().commit('start', both)), 'push -q origin main');

    expect(run.code).toBe(0);
    expect(run.stderr).toContain('what is pushed decides what is allowed, for this repository holds nothing');
  });

  rare('over a broken one nothing is let in', () => {
    const run = push(shared(aRepo(), { 'keyhalt.toml': '[scan\n' }).commit('mended', { 'keyhalt.toml': '' }));

    expect(run.code).toBe(2);
    expect(run.stderr).toContain('its administrator lifts the hook');
  });
});

describe.skipIf(!costly)('what is no push', () => {
  const receive = (repo: Repo, input: string): Run => keyhaltHook(repo, 'pre-receive', { input });

  incomplete('a line that git does not write', (repo) => receive(repo.commit('start'), 'main\n'));
  incomplete('a tip that is not here', (repo) =>
    receive(repo.commit('start'), `${'0'.repeat(40)} ${'1'.repeat(40)} refs/heads/main\n`),
  );
  test('nothing at all is clean', () => {
    expect(receive(aRepo(), '')).toMatchObject({ code: 0, stdout: '', stderr: '' });
  });
});
