/** What history says of a secret: who brought it in where, who took it out, and who can still read it. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { tar } from '../archives/build.ts';
import { fakes } from '../support/fakes.ts';
import { rare, scanHistory } from '../support/keyhalt.ts';
import { aRepo, type Repo } from '../support/repo.ts';

interface Told {
  readonly path: string;
  readonly commit?: string;
  readonly author?: string;
  readonly date?: string;
  readonly appearances: readonly { readonly path: string; readonly commit?: string }[];
  readonly exposure?: {
    readonly first: { readonly commit: string; readonly author: string; readonly date: string };
    readonly last: { readonly commit: string };
    readonly gone?: { readonly commit: string };
    readonly reintroduced: number;
    readonly isAtHead: boolean;
    readonly days: number;
    readonly refs: readonly string[];
    readonly isPushed: boolean;
  };
}

const now = new Date('2026-06-01T12:00:00Z');
beforeAll(() => void vi.useFakeTimers({ toFake: ['Date'], now }));
afterAll(() => void vi.useRealTimers());
/** @param time in seconds since 1970 */
const daysSince = (time: number): number => Math.floor((now.getTime() / 1000 - time) / 86_400);

const secret = fakes().awsKeyId;
const key = { '.env': `KEY=${secret}\n` };
const none = { '.env': null };
const start = () => aRepo().commit('start', { 'README.md': '# hi\n' });
const at = (repo: Repo, revision: string) => repo.read(`rev-parse ${revision}`);

async function found(repo: Repo): Promise<Told> {
  const { findings } = JSON.parse((await scanHistory(repo)).stdout);
  expect(findings).toHaveLength(1);
  return findings[0];
}
const exposure = async (repo: Repo) => (await found(repo)).exposure!;

test('a key in the name of a remote branch hides neither where it is nor that it was pushed', async () => {
  const repo = start().commit('leak', key);
  repo.git(`update-ref refs/remotes/origin/${secret} HEAD`);

  const { findings } = JSON.parse((await scanHistory(repo)).stdout) as { findings: Told[] };
  const { isPushed, refs } = findings.find(({ path }) => path === '.env')!.exposure!;

  expect(isPushed).toBe(true);
  expect(refs).toEqual(['refs/heads/main', expect.stringMatching(/^refs\/remotes\/origin\/AKIA\*{12}/)]);
});

test('a key that is allowed at some of its paths has been where it is not', async () => {
  const allow = '[[allow]]\npaths = ["fixtures/**"]\nreason = "made up"\n';
  const repo = start()
    .commit('fixture', { 'fixtures/a': `KEY=${secret}\n` })
    .commit('leak', { 'src/b': `KEY=${secret}\n` })
    .commit('gone', { 'src/b': 'x\n', 'keyhalt.toml': allow });

  const { appearances, exposure } = await found(repo);

  expect(appearances.map(({ path }) => path)).toEqual(['src/b']);
  expect(exposure).toMatchObject({
    first: { commit: at(repo, 'HEAD~1') },
    last: { commit: at(repo, 'HEAD~1') },
    gone: { commit: at(repo, 'HEAD') },
    isAtHead: false,
  });
});

test('a key that is allowed at one of its paths in an archive is where the archive is', async () => {
  const members = ['fixtures/a', 'src/b'].map((name) => ({ name, content: `KEY=${secret}\n` }));
  const allow = '[[allow]]\npaths = ["a.tar!fixtures/**"]\nreason = "made up"\n';
  const repo = start().commit('leak', { 'a.tar': tar(members), 'keyhalt.toml': allow });

  const { appearances, exposure } = await found(repo);

  expect(appearances.map(({ path }) => path)).toEqual(['a.tar!src/b']);
  expect(exposure).toMatchObject({ first: { commit: at(repo, 'HEAD') }, isAtHead: true });
});

test('a key at HEAD', async () => {
  const repo = start().commit('key', key).commit('more', { other: 'x\n' });
  const { path, commit, author, date, exposure } = await found(repo);

  expect({ path, commit, author, date }).toEqual({
    path: '.env',
    commit: at(repo, 'HEAD~1'),
    author: 'Ada Author <ada@example.com>',
    date: '2023-11-14T22:15:20Z',
  });
  expect(exposure).toMatchObject({
    first: {
      commit: at(repo, 'HEAD~1'),
      author: 'Ada Author <ada@example.com>',
      date: '2023-11-14T22:15:20Z',
    },
    last: { commit: at(repo, 'HEAD~1') },
    reintroduced: 0,
    isAtHead: true,
    refs: ['refs/heads/main'],
    isPushed: false,
  });
  expect(exposure!.days).toBe(daysSince(1_700_000_120));
});

rare('a key that was taken out', async () => {
  const repo = start().commit('key', key).commit('gone', none).commit('more', { other: 'x\n' });

  expect(await exposure(repo)).toMatchObject({
    first: { commit: at(repo, 'HEAD~2') },
    gone: { commit: at(repo, 'HEAD~1') },
    isAtHead: false,
    days: 0,
    reintroduced: 0,
    refs: ['refs/heads/main'],
  });
});

test('a key that came back', async () => {
  const repo = start()
    .commit('key', key)
    .commit('gone', none)
    .commit('back', { other: `KEY=${secret}\n` });

  expect(await exposure(repo)).toMatchObject({
    first: { commit: at(repo, 'HEAD~2') },
    last: { commit: at(repo, 'HEAD') },
    isAtHead: true,
    reintroduced: 1,
  });
});

rare('a file that moves is no second leak', async () => {
  const repo = start().commit('key', key).commit('move', { '.env': null, 'deep/.env': key['.env'] });
  const told = await found(repo);

  expect(told.exposure).toMatchObject({
    first: { commit: at(repo, 'HEAD~1') },
    reintroduced: 0,
    isAtHead: true,
  });
  expect(told.appearances.map(({ path, commit }) => [path, commit])).toEqual([
    ['.env', at(repo, 'HEAD~1')],
    ['deep/.env', at(repo, 'HEAD')],
  ]);
});

test('a merge that brings a branch along is not where it came in', async () => {
  const repo = start().branch('side').commit('key', key).checkout('main').commit('main', { main: 'm\n' });
  repo.merge('side');

  expect(await exposure(repo)).toMatchObject({
    first: { commit: at(repo, 'side') },
    last: { commit: at(repo, 'side') },
    isAtHead: true,
    refs: ['refs/heads/main', 'refs/heads/side'],
  });
});

rare('a merge that adds it by itself is', async () => {
  const repo = start()
    .branch('side')
    .commit('side', { side: 's\n' })
    .checkout('main')
    .commit('main', { main: 'm\n' });
  repo.git('merge -q --no-ff --no-commit side').stage(key).commit('evil');
  repo.commit('gone', none);
  const told = await found(repo);

  expect(told.commit).toBe(at(repo, 'HEAD~1'));
  expect(told.exposure).toMatchObject({
    first: { commit: at(repo, 'HEAD~1') },
    gone: { commit: at(repo, 'HEAD') },
    refs: ['refs/heads/main'],
  });
});

test('gone from HEAD, but still on another branch', async () => {
  const repo = start().commit('key', key).git('branch other').commit('gone', none);

  expect(await exposure(repo)).toMatchObject({
    isAtHead: false,
    gone: { commit: at(repo, 'HEAD') },
    refs: ['refs/heads/main', 'refs/heads/other'],
    days: daysSince(1_700_000_120),
  });
});

rare('what a remote has is pushed; tags, and only those that reach it, are named', async () => {
  const repo = start().git('tag before').commit('key', key).git('tag -a -m after after');
  repo.git(`update-ref refs/remotes/origin/main ${at(repo, 'HEAD')}`);

  expect(await exposure(repo)).toMatchObject({
    refs: ['refs/heads/main', 'refs/remotes/origin/main', 'refs/tags/after'],
    isPushed: true,
  });
});

test('what only a reflog remembers is in no ref', async () => {
  const repo = start().commit('key', key).git('reset -q --hard HEAD~1');

  expect(await exposure(repo)).toMatchObject({ refs: [], isAtHead: false, isPushed: false });
});

rare('a message is there for good', async () => {
  const repo = start().commit(`use ${secret}`).commit('more', { other: 'x\n' });
  const told = await found(repo);

  expect(told).toMatchObject({
    path: 'commit message',
    commit: at(repo, 'HEAD~1'),
    author: 'Ada Author <ada@example.com>',
  });
  expect(told.exposure).toMatchObject({
    first: { commit: at(repo, 'HEAD~1') },
    isAtHead: true,
    refs: ['refs/heads/main'],
  });
});

test('a name is told with its path and the commit that brought it', async () => {
  const repo = start()
    .commit('key', { [`a/${secret}.txt`]: 'x\n' })
    .commit('more', { 'a/b': 'x\n' });
  repo.commit('gone', { [`a/${secret}.txt`]: null });
  const told = await found(repo);

  expect(told.path).toMatch(/^file name a\/AKIA\*+\w{4}\.txt$/);
  expect(told.commit).toBe(at(repo, 'HEAD~2'));
  expect(told.exposure).toMatchObject({
    first: { commit: at(repo, 'HEAD~2') },
    gone: { commit: at(repo, 'HEAD') },
  });
});

rare('what is only staged has a path and no history', async () => {
  const told = await found(start().stage(key));

  expect(told).toMatchObject({ path: '.env' });
  expect(told.exposure).toBeUndefined();
});

test('versions of one file are one finding, told where each came in', async () => {
  const repo = start()
    .commit('key', key)
    .commit('again', { '.env': `A=1\nKEY=${secret}\n` });
  const { appearances } = await found(repo);

  expect(appearances.map(({ commit }) => commit).sort()).toEqual(
    [at(repo, 'HEAD'), at(repo, 'HEAD~1')].sort(),
  );
});
