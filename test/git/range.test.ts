import { describe, expect, test } from 'vitest';
import { fake } from '../support/fakes.ts';
import { costly, keyhalt, rare } from '../support/keyhalt.ts';
import { parted } from '../support/parted.ts';
import { aRepo, type Repo } from '../support/repo.ts';
import { goesThrough, stopped } from '../support/stopped.ts';
import { here, leak, scan, started } from './ranged.ts';

describe('a range that brings a key', () => {
  stopped('in a file', (repo, secret) => here(started(repo).commit('leak', leak(secret))));
  stopped('and takes it out again', (repo, secret) =>
    here(started(repo).commit('leak', leak(secret)).commit('gone', { '.env': null })),
  );
  stopped('that stands in another file already', (repo, secret) =>
    here(started(repo, leak(secret)).commit('copy', { 'copy.txt': `KEY=${secret} too\n` })),
  );
  stopped('in a message', (repo, secret) => here(started(repo).commit(`try ${secret}\n`)));
  stopped('in the name of a file', (repo, secret) =>
    here(started(repo).commit('leak', { [`${secret}.txt`]: 'a\n' })),
  );
  stopped('in a name that stands in another folder already, which changes', (repo, secret) => {
    started(repo, { [`a/${secret}.txt`]: 'a\n', 'a/b.txt': 'b\n' });
    return here(repo.commit('copy', { 'a/b.txt': 'c\n', [`c/${secret}.txt`]: 'a\n' }));
  });
  stopped('in an evil merge', (repo, secret) => {
    parted(repo, { 's.txt': 's\n' }).git('tag start side~1').merge('side', '--no-commit');
    return here(repo.commit('evil', leak(secret)));
  });
  stopped('on a branch that was merged', (repo, secret) => {
    parted(repo, leak(secret)).git('tag start side~1').merge('side');
    return here(repo.commit('gone', { '.env': null }));
  });
  stopped('hidden by attributes', (repo, secret) =>
    here(started(repo).commit('leak', { '.gitattributes': '* -diff\n', ...leak(secret) })),
  );
  stopped('hidden by a replacement', (repo, secret) => {
    started(repo).commit('leak', leak(secret));
    return here(repo.git(`replace ${repo.blob(`KEY=${secret}\n`)} ${repo.blob('clean\n')}`));
  });
  stopped('since two branches parted', (repo, secret) => here(parted(repo, leak(secret)), 'main...side'));
  stopped('with nothing in common', (repo, secret) => {
    started(repo).git('checkout -q --orphan other').git('rm -rfq .');
    return here(repo.commit('other', leak(secret)));
  });
  stopped('with the end left out', (repo, secret) =>
    here(started(repo).commit('leak', leak(secret)), 'start..'),
  );
  stopped('with the start left out', (repo, secret) =>
    here(started(repo).branch('side').commit('leak', leak(secret)).checkout('main'), '..side'),
  );
  stopped('of a tag', (repo, secret) =>
    here(started(repo).commit('leak', leak(secret)).git('tag -a -m v1 v1').checkout('start'), 'start..v1'),
  );
  stopped('from a folder below', (repo, secret) =>
    here(started(repo).commit('leak', { 'sub/.env': secret }), 'HEAD~1..', { cwd: 'sub' }),
  );
  stopped('in a SHA-256 repository', (repo, secret) => here(started(repo).commit('leak', leak(secret))), {
    objectFormat: 'sha256',
  });
  stopped('in a bare repository', (repo, secret) => {
    started(repo).commit('leak', leak(secret)).git('clone -q --bare . ../bare');
    return keyhalt(repo, 'scan --range start..main --format json', { cwd: '../bare' });
  });
  stopped('in a shallow clone that holds the whole range', (repo, secret) => {
    started(repo)
      .commit('leak', leak(secret))
      .git(['clone', '-q', '--depth=2', `file://${repo.root}`, '../c']);
    return keyhalt(repo, 'scan --range HEAD~1.. --format json', { cwd: '../c' });
  });
});

describe.skipIf(!costly)('what a range does not bring:', () => {
  const passes = (name: string, build: (repo: Repo, secret: string) => Repo, range = 'start..HEAD') =>
    goesThrough(name, (repo, secret) => ({
      ...scan(build(repo, secret), range),
      hooks: [],
      held: Buffer.of(),
    }));

  passes('a key from before', (repo, secret) => started(repo, leak(secret)).commit('more'));
  passes('an old key in a file that is edited', (repo, secret) =>
    started(repo, leak(secret)).commit('more', { '.env': `MORE=1\nKEY=${secret}\n` }),
  );
  passes('a key that was taken out before', (repo, secret) =>
    repo.commit('leak', leak(secret)).commit('gone', { '.env': null }).git('tag start').commit('more'),
  );
  passes(
    'an old key in a file that is edited, which the other end has taken out',
    (repo, secret) =>
      started(repo, leak(secret))
        .branch('side')
        .commit('more', { '.env': `MORE=1\nKEY=${secret}\n` })
        .checkout('main')
        .commit('gone', { '.env': null }),
    'main..side',
  );
  passes('a key in a message from before', (repo, secret) =>
    repo.commit(`try ${secret}\n`).git('tag start').commit('more'),
  );
  passes('an old key that is taken out', (repo, secret) =>
    started(repo, leak(secret)).commit('gone', { '.env': null }),
  );
  passes(
    'a key that only the other end has',
    (repo, secret) => parted(repo, { 's.txt': 's\n' }, leak(secret)),
    'main...side',
  );
  passes(
    'a key that both have, of what only one of them is asked for',
    (repo, secret) => parted(repo, leak(secret), leak(secret)),
    'main..side',
  );
});

test('a key that the other end has in the same file is not new, and in another file it is', async () => {
  const more = { '.env': `MORE=1\nKEY=${fake.awsKeyId}\n` };

  expect((await here(parted(aRepo(), more, leak(fake.awsKeyId)), 'main..side')).code).toBe(0);
  expect((await here(parted(aRepo(), more, { 'b.env': more['.env'] }), 'main..side')).code).toBe(1);
});

test('with three dots the ends are compared with where they parted, with two dots with each other', () => {
  const repo = parted(aRepo(), leak(fake.awsKeyId), leak(fake.awsKeyId));

  expect(scan(repo, 'main..side').code).toBe(0);
  expect(scan(repo, 'main...side').code).toBe(1);
});

rare('after merges to and fro there are two commits to part from', () => {
  const repo = parted(aRepo(), { 's.txt': 's\n' });
  const [main, side] = ['main', 'side'].map((name) => repo.read(`rev-parse ${name}`));
  repo.merge('side').checkout('side').merge(main!).commit('leak', leak(fake.awsKeyId));

  const run = scan(repo, 'main...side');

  expect(run.code).toBe(1);
  expect(JSON.parse(run.stdout).what).toMatch(
    new RegExp(`^commits (?:${short(main)} ${short(side)}|${short(side)} ${short(main)})\\.\\.`),
  );
});

const short = (oid = '') => oid.slice(0, 10);

rare('a merge is not told of what it only brings along', () => {
  const repo = parted(aRepo(), leak(fake.awsKeyId)).merge('side').commit('more');
  const appearances = (range: string) => JSON.parse(scan(repo, range).stdout).findings[0].appearances;

  expect(appearances('main~2..')).toMatchObject([{ path: '.env', commit: repo.read('rev-parse side') }]);
  expect(appearances('main~2..')).toHaveLength(1);
});

test('a merge is told of what it brings by itself, and where else that stands there', () => {
  const repo = parted(aRepo(), leak(fake.awsKeyId)).merge('side', '--no-commit');
  repo.commit('evil', { 'copy.env': `KEY=${fake.awsKeyId}\n` });
  const [side, merge] = ['side', 'main'].map((name) => repo.read(`rev-parse ${name}`));

  const { appearances } = JSON.parse(scan(repo, 'main~1..').stdout).findings[0];

  expect(appearances.map(({ path, commit }: Record<string, string>) => `${path} ${commit}`)).toEqual([
    `.env ${side}`,
    `copy.env ${merge}`,
  ]);
});

rare('what is not read in a range is told with its place, and --strict makes it an error', () => {
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'ab12'.repeat(16)}\nsize 9\n`;
  const repo = started(aRepo()).commit('film', { 'film.mp4': pointer }).commit('cut', { 'film.mp4': null });
  repo.git(`update-index --add --cacheinfo 160000,${repo.read('rev-parse HEAD')},library`).commit('library');

  const run = scan(repo);
  const strict = keyhalt(repo, 'scan --range start.. --strict');

  expect(run.code).toBe(0);
  expect(JSON.parse(run.stdout).skipped).toEqual([
    { path: 'library', reason: 'submodule' },
    { path: 'film.mp4', reason: 'git-lfs' },
  ]);
  expect(strict.code).toBe(2);
});
