/** What the pre-commit framework tells its hooks by variables alone; test/recipes/pre-commit.test.ts has it do so. */
import { describe, expect, test } from 'vitest';
import { fakes } from '../support/fakes.ts';
import { bin, costly, keyhaltHook, rare } from '../support/keyhalt.ts';
import { aRepo, type Repo, type Run } from '../support/repo.ts';
import { incomplete, stopped } from '../support/stopped.ts';

const { awsKeyId } = fakes('framework');
const leak = (secret: string) => ({ '.env': `KEY=${secret}\n` });
const framework = { PRE_COMMIT: '1' };
const said = (run: Run) => run.stdout + run.stderr;

describe.skipIf(!costly)('run by hand', () => {
  const byHand = (repo: Repo, env = {}) => keyhaltHook(repo, 'pre-commit', { env: { ...framework, ...env } });

  stopped('everything that is tracked', (repo, secret) =>
    byHand(repo.commit('leak', leak(secret)).commit('more', { 'a.txt': 'a\n' })),
  );
  stopped('what is staged', (repo, secret) => byHand(repo.commit('start').stage(leak(secret))));
  stopped('a range, though what it brought was taken out again', (repo, secret) =>
    byHand(repo.commit('start').commit('leak', leak(secret)).commit('gone', { '.env': null }), {
      PRE_COMMIT_FROM_REF: 'HEAD~2',
      PRE_COMMIT_TO_REF: 'HEAD',
    }),
  );
  incomplete('a range from what is not here', (repo, secret) =>
    byHand(repo.commit('leak', leak(secret)), { PRE_COMMIT_FROM_REF: '--all', PRE_COMMIT_TO_REF: 'HEAD' }),
  );

  test('a range is asked for nothing that stood there before', () => {
    const repo = aRepo().commit('leak', leak(awsKeyId)).commit('more', { 'a.txt': 'a\n' });

    const run = byHand(repo, { PRE_COMMIT_FROM_REF: 'HEAD~1', PRE_COMMIT_TO_REF: 'HEAD' });

    expect(run.code, said(run)).toBe(0);
  });

  rare('it is told that all of it was looked at', () => {
    const run = byHand(aRepo().commit('leak', leak(awsKeyId)));

    expect(run.stderr).toContain('1 finding in tracked files. Stopped.');
  });

  test.each(['on', 'off'])(
    'a commit that git makes is asked for what it adds alone, with the gate %s',
    (gate) => {
      const repo = aRepo().commit('leak', leak(awsKeyId));

      const run = byHand(repo, { GIT_INDEX_FILE: '.git/index', KEYHALT_GATE: gate });

      expect(run.code, said(run)).toBe(0);
    },
  );

  rare('a message file that is left out is asked for in the words of its configuration', () => {
    const run = keyhaltHook(aRepo(), 'commit-msg', { env: { ...framework, GIT_INDEX_FILE: '.git/index' } });

    expect(run.code).toBe(2);
    expect(run.stderr).toContain('In .pre-commit-config.yaml, files and exclude at the top leave it out');
  });
});

describe('in a push', () => {
  /** As the framework calls it in a push to `origin`, of which `main` was fetched. */
  const push = (repo: Repo, env: NodeJS.ProcessEnv) =>
    keyhaltHook(repo, 'pre-push', {
      env: {
        ...framework,
        ...{ PRE_COMMIT_REMOTE_NAME: 'origin', PRE_COMMIT_REMOTE_URL: '../server' },
        ...{ PRE_COMMIT_LOCAL_BRANCH: 'refs/heads/main', PRE_COMMIT_REMOTE_BRANCH: 'refs/heads/main' },
        ...env,
      },
    });
  const refs = (repo: Repo, from: string, to: string) => ({
    PRE_COMMIT_FROM_REF: repo.read(['rev-parse', from]),
    PRE_COMMIT_TO_REF: repo.read(['rev-parse', to]),
  });
  const pushed = (repo: Repo, files = {}): Repo =>
    repo
      .commit('start', files)
      .git('init -q --bare ../server')
      .git('remote add origin ../server')
      .git('-c core.hooksPath=/dev/null push -q origin main');

  stopped('what is pushed over a branch', (repo, secret) => {
    pushed(repo).commit('leak', leak(secret)).commit('gone', { '.env': null });
    return push(repo, refs(repo, 'HEAD~2', 'HEAD'));
  });
  stopped('the first push of all', (repo, secret) => {
    repo.commit('leak', leak(secret)).git('remote add origin ../server');
    return push(repo, {});
  });
  stopped('a tag, by its message', (repo, secret) => {
    pushed(repo).git(['tag', '-a', '-m', `try ${secret}`, 'v1']);
    return push(repo, { ...refs(repo, 'main', 'v1'), PRE_COMMIT_REMOTE_BRANCH: 'refs/tags/v1' });
  });
  stopped(
    'of a remote that is pushed to elsewhere, also what the place it is fetched from has',
    (repo, secret) => {
      pushed(repo, leak(secret)).commit('more', { 'a.txt': 'a\n' });
      return push(repo, { ...refs(repo, 'HEAD~1', 'HEAD'), PRE_COMMIT_REMOTE_URL: '../mirror' });
    },
  );
  incomplete('of a branch that is not here', (repo, secret) =>
    push(pushed(repo).commit('leak', leak(secret)), { PRE_COMMIT_LOCAL_BRANCH: 'refs/heads/none' }),
  );
  incomplete('over what a tag and a branch are called', (repo, secret) =>
    push(pushed(repo).commit('leak', leak(secret)).git('tag origin/main'), {
      PRE_COMMIT_FROM_REF: 'origin/main',
    }),
  );
  incomplete('of which nothing is said', (repo, secret) =>
    push(pushed(repo).commit('leak', leak(secret)), { PRE_COMMIT_REMOTE_BRANCH: undefined }),
  );

  test('what the remote has is not asked for', () => {
    const repo = pushed(aRepo(), leak(awsKeyId)).commit('more', { 'a.txt': 'a\n' });

    const run = push(repo, refs(repo, 'HEAD~1', 'HEAD'));

    expect(run.code, said(run)).toBe(0);
  });

  rare('to a URL, neither is what is pushed over there', () => {
    const repo = pushed(aRepo(), leak(awsKeyId)).commit('more', { 'a.txt': 'a\n' });
    const to = (where: string) => ({ PRE_COMMIT_REMOTE_NAME: where, PRE_COMMIT_REMOTE_URL: where });
    const codes = ['https://git.example.com/a', 'git@git.example.com:a', '../mirror', 'o*n', 'https://*'].map(
      (where) => push(repo, { ...refs(repo, 'HEAD~1', 'HEAD'), ...to(where) }).code,
    );

    // What other names stand for may be remembered.
    expect(codes).toEqual([0, 0, 1, 1, 1]);
  });

  rare('run by hand it is what lies between two refs', () => {
    const repo = pushed(aRepo(), leak(awsKeyId)).commit('more', { 'a.txt': 'a\n' });
    const env = {
      PRE_COMMIT_REMOTE_NAME: undefined,
      PRE_COMMIT_FROM_REF: 'origin/main',
      PRE_COMMIT_TO_REF: 'HEAD',
    };

    const [clean, dirty] = [push(repo, env), push(repo.commit('leak', leak(fakes().awsKeyId)), env)];

    expect([clean.code, dirty.code], said(clean) + said(dirty)).toEqual([0, 1]);
  });
});

describe('without the framework', () => {
  test('a push of which neither arguments nor input tell is not clean', () => {
    const run = keyhaltHook(aRepo(), 'pre-push');

    expect(run.code).toBe(2);
    expect(run.stderr).toContain('nothing says what is pushed, nor where');
  });

  rare('a push of what is there already is', () => {
    expect(keyhaltHook(aRepo(), ['pre-push', 'origin', '../server']).code).toBe(0);
  });

  test.each(['pre-push origin ../server', 'pre-receive'])(
    '%s does not take /dev/null for a push of nothing',
    (call) => {
      const run = aRepo().run('sh', ['-c', `"${bin}/keyhalt-hook" ${call} </dev/null`]);

      expect(run.code).toBe(2);
      expect(run.stderr).toContain('standard input is not what git hands to this hook');
    },
  );
});
