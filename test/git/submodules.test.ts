/** A submodule is a repository of its own: nothing of it is read, and wherever one comes in that is told, with its path. */
import { describe, expect, test } from 'vitest';
import { fake } from '../support/fakes.ts';
import { attempt } from '../support/hooks.ts';
import { keyhalt, keyhaltHook, rare, scanHere, scanHistory } from '../support/keyhalt.ts';
import { aRepo, type Repo, type Run } from '../support/repo.ts';

const commitOf = (digit: string) => digit.repeat(40);
/** Stages submodules at these paths. */
const link = (repo: Repo, paths: readonly string[], commit = commitOf('1')): Repo =>
  paths.reduce(
    (one, path) => one.git(['update-index', '--add', '--cacheinfo', `160000,${commit},${path}`]),
    repo,
  );

const started = (repo = aRepo()) =>
  repo.commit('start', { 'a.txt': 'a\n', 'b/c.txt': 'c\n' }).git('tag start');
const here = (repo: Repo, range = 'start..HEAD') => scanHere(repo, { range });

const skipped = async (run: Run | Promise<Run>): Promise<string[]> =>
  JSON.parse((await run).stdout)
    .skipped.map(({ path, reason }: { path: string; reason: string }) => `${reason} ${path}`)
    .sort();

describe('in a range', () => {
  test('each path is told once, however often it changes', async () => {
    const repo = link(started(), ['library', 'b/library']).commit('two');
    link(repo, ['library'], commitOf('2')).commit('newer').git('rm -q --cached b/library').commit('gone');

    expect(await skipped(here(repo))).toEqual(['submodule b/library', 'submodule library']);
  });

  rare('one that was there before is told only where it changes', async () => {
    const repo = link(started(), ['library', 'other']).commit('two').git('tag -f start');
    link(repo.commit('beside it', { 'a.txt': 'b\n' }), ['other'], commitOf('2')).commit('newer');

    expect(await skipped(here(repo, 'start..HEAD~1'))).toEqual([]);
    expect(await skipped(here(repo))).toEqual(['submodule other']);
  });

  test('one that comes with a merge of main into it is not told', async () => {
    const repo = started().branch('side').commit('side', { 's.txt': 's\n' }).checkout('main');
    link(repo, ['library']).commit('library').checkout('side').merge('main');

    expect(await skipped(here(repo, 'main..side'))).toEqual([]);
    expect(await skipped(here(repo, 'main~1..side'))).toEqual(['submodule library']);
  });

  test('of one that goes on, nothing is looked for in what stood there before', async () => {
    const repo = link(started(), ['library']).commit('two').git('tag -f start');
    link(repo, ['library'], commitOf('2')).commit('newer', { 'a.txt': `${fake.awsKeyId}\n` });

    const { code, stdout } = await here(repo);

    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ complete: true, skipped: [{ path: 'library' }] });
  });

  rare('one that a merge puts in by itself is told', async () => {
    const repo = started().branch('side').commit('side', { 's.txt': 's\n' }).checkout('main').commit('main');
    link(repo.merge('side', '--no-commit'), ['library']).commit('evil');

    expect(await skipped(here(repo, 'main^1..HEAD'))).toEqual(['submodule library']);
  });

  test('what only looks like one is not told', async () => {
    expect(await skipped(here(started().commit('more', { '160000 a': 'a\n' })))).toEqual([]);
  });
});

test('one with an odd mode, which to git is one, is told in a range and in a history', async () => {
  const repo = started();
  const tree = repo.read('mktree --missing', { input: `160644 commit ${commitOf('1')}\tlibrary\n` });
  repo.git(`update-ref refs/heads/odd ${repo.read(['commit-tree', '-m', 'odd', '-p', 'HEAD', tree])}`);

  expect(await skipped(here(repo, 'start..odd'))).toEqual(['submodule library']);
  expect(await skipped(scanHistory(repo))).toEqual(['submodule library']);
});

describe('git is told what is not read', () => {
  const said = 'not scanned: 1 submodule (b/library)';
  const zero = '0'.repeat(40);
  const pushed = () => {
    const repo = link(started(), ['b/library']).commit('library');
    const head = repo.read('rev-parse HEAD');
    return { repo: repo.git('checkout -q --detach').git('branch -f main start'), head };
  };

  rare('by pre-push', () => {
    const { repo, head } = pushed();
    const input = `HEAD ${head} refs/heads/main ${repo.read('rev-parse start')}\n`;

    const run = keyhaltHook(repo, ['pre-push', 'origin', 'ssh://example.com/'], { input });

    expect(run).toMatchObject({ code: 0, stderr: expect.stringContaining(said) });
  });

  test('by pre-receive', () => {
    const { repo, head } = pushed();

    const run = keyhaltHook(repo, 'pre-receive', { input: `${zero} ${head} refs/heads/new\n` });

    expect(run).toMatchObject({ code: 0, stderr: expect.stringContaining(said) });
  });

  rare('by a merge', () => {
    const repo = started().branch('side');
    link(repo, ['b/library']).commit('library').checkout('main').commit('main', { 'm.txt': 'm\n' });

    const run = attempt(repo, 'merge -m x side');

    expect(run).toMatchObject({ code: 0, stderr: expect.stringContaining(said) });
  });

  test('by a merge that brings one and has another commit of it itself, once', () => {
    const repo = started().branch('side');
    link(repo, ['b/library']).commit('library').checkout('main').commit('main', { 'm.txt': 'm\n' });
    link(repo.merge('side', '--no-commit'), ['b/library'], commitOf('3'));

    const run = keyhalt(repo, 'scan --staged --format json');

    expect(JSON.parse(run.stdout).skipped).toEqual([{ path: 'b/library', reason: 'submodule' }]);
  });

  rare('and --strict makes it an error', async () => {
    const repo = link(started(), ['library']).commit('library');

    expect(await scanHere(repo, { range: 'start..', strict: true })).toMatchObject({ code: 2 });
    expect(await scanHistory(repo, { strict: true })).toMatchObject({ code: 2 });
  });
});

describe('in a history', () => {
  test('each path is told once, also of one that is gone, and of one in another folder', async () => {
    const repo = link(started(), ['library', 'b/library']).commit('two');
    repo.commit('more', { 'a.txt': 'b\n', 'b/c.txt': 'd\n' }).git('rm -q --cached b/library').commit('gone');

    expect(await skipped(scanHistory(repo))).toEqual(['submodule b/library', 'submodule library']);
  });

  rare('one that is only staged is told', async () => {
    expect(await skipped(scanHistory(link(started(), ['library'])))).toEqual(['submodule library']);
  });

  test('one that nothing leads to is told with its name, where that is asked for', async () => {
    const repo = link(started(), ['b/library']);
    repo.git('write-tree').git('read-tree HEAD');

    expect(await skipped(scanHistory(repo))).toEqual([]);
    expect(await skipped(scanHistory(repo, { allObjects: true }))).toEqual(['submodule library']);
  });

  rare('a path that is told holds no credential', async () => {
    const run = await scanHistory(link(started(), [`b/${fake.awsKeyId}`]).commit('library'));

    expect(await skipped(run)).toEqual([expect.stringMatching(/^submodule b\/AKIA\*+\w{4}$/)]);
    expect(run.code).toBe(1);
  });
});
