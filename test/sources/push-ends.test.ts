/** What a push is judged by, and what of it the other side is taken to hold already. */
import { describe, expect, test } from 'vitest';
import { type Push, type PushedRef, pushedRange } from '../../src/sources/push.ts';
import { pushEnds } from '../../src/sources/push-ends.ts';
import { aRepo, type Repo } from '../support/repo.ts';

const none = '0'.repeat(40);
const unseen = '1'.repeat(40);
const repositoryOf = (repo: Repo) => ({ cwd: repo.root, env: repo.env });
const oidOf = (repo: Repo, name = 'HEAD'): string => repo.read(`rev-parse ${name}`);

/** What is pushed as this branch, and what the other side holds there. */
const ref = (name: string, localOid: string, remoteOid = none): PushedRef => ({
  localRef: `refs/heads/${name}`,
  localOid,
  remoteRef: `refs/heads/${name}`,
  remoteOid,
});

const url = 'https://example.com/a.git';
const toOrigin = (...refs: readonly PushedRef[]): Push => ({ remote: 'origin', url, refs });
const basesOf = (repo: Repo, ...refs: readonly PushedRef[]) =>
  pushEnds(repositoryOf(repo), toOrigin(...refs)).bases;

/** A remote of which these branches are remembered. */
function remembering(repo: Repo, branches: Readonly<Record<string, string>>): Repo {
  repo.git(`remote add origin ${url}`);
  for (const [name, oid] of Object.entries(branches))
    repo.git(`update-ref refs/remotes/origin/${name} ${oid}`);
  return repo;
}

describe('a push is judged', () => {
  test('by what it is pushed over, and where a branch is new by what that grew from there', () => {
    const repo = aRepo().commit('first');
    const [first, second, third] = [oidOf(repo), oidOf(repo.commit('second')), oidOf(repo.commit('third'))];
    const side = oidOf(repo.git(`checkout -q -b side ${first}`).commit('side'));

    expect(basesOf(repo, ref('main', third, second), ref('side', side))).toEqual({
      kind: 'built-on',
      commits: [second, first],
      isElsewhere: false,
    });
  });

  test('by what it is pushed over alone, also where it grew from what else is there', () => {
    const repo = aRepo().commit('first');
    const [first, second] = [oidOf(repo), oidOf(repo.commit('second'))];
    const side = oidOf(repo.git(`checkout -q -b side ${first}`).commit('side'));
    const other = oidOf(repo.commit('other'));

    remembering(repo, { main: second, side });

    expect(basesOf(repo, ref('main', other, second))).toMatchObject({ commits: [second] });
  });

  test('by itself where all of it is there already, under another name', () => {
    const repo = aRepo().commit('first');
    const [first, second] = [oidOf(repo), oidOf(repo.commit('second'))];

    remembering(repo, { main: second });

    expect(basesOf(repo, ref('old', first))).toEqual({
      kind: 'built-on',
      commits: [first],
      isElsewhere: false,
    });
  });

  test('by nobody where what is there is not known here', () => {
    const repo = aRepo().commit('first');
    const first = oidOf(repo);

    expect(basesOf(repo, ref('main', first, unseen))).toEqual({ kind: 'unseen' });
    expect(basesOf(repo, ref('main', first, unseen), ref('side', first))).toEqual({ kind: 'unseen' });
    expect(basesOf(repo, ref('main', first))).toEqual({ kind: 'nothing' });
    // What is remembered is no commit.
    remembering(repo, { blob: repo.blob('a\n') });
    expect(basesOf(repo, ref('main', first))).toEqual({ kind: 'unseen' });
  });
});

describe('the other side is taken to hold', () => {
  test('what is remembered of it, unless it lacks a branch that is remembered', () => {
    const repo = aRepo().commit('first');
    const first = oidOf(repo);
    const second = oidOf(remembering(repo, { main: first }).commit('second'));
    const excluded = (...refs: readonly PushedRef[]) =>
      pushedRange(repositoryOf(repo), toOrigin(...refs)).range.excluded;

    expect(excluded(ref('side', second))).toEqual([first]);
    expect(excluded(ref('main', second))).toEqual([]);
    expect(excluded(ref('side', second), ref('main', second))).toEqual([]);
    // That branch ends.
    expect(excluded(ref('side', second), ref('main', none))).toEqual([first]);
    expect(excluded(ref('main', second, unseen))).toEqual([first]);
  });
});
