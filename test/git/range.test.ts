/** A range holds what its commits bring, also on their way, and not what stood there before; never a guess. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fake } from '../support/fakes.ts';
import { costly, keyhalt, rare, scanHere } from '../support/keyhalt.ts';
import { base, parted } from '../support/parted.ts';
import { aRepo, type GitOptions, type Repo } from '../support/repo.ts';
import { goesThrough, incomplete, stopped } from '../support/stopped.ts';

const leak = (secret: string) => ({ '.env': `KEY=${secret}\n` });

const scan = (repo: Repo, range = 'start..HEAD', options: GitOptions = {}) =>
  keyhalt(repo, ['scan', '--range', range, '--format', 'json'], options);

/** The same in this process. */
const here = (repo: Repo, range = 'start..HEAD', options: GitOptions = {}) =>
  scanHere(repo, { range }, options);

/** A repository whose first commit has the tag `start`. */
const started = (repo: Repo, files = {}) => repo.commit('start', { ...base, ...files }).git('tag start');

describe('a range that brings a key', () => {
  stopped('in a file', (repo, secret) => here(started(repo).commit('leak', leak(secret))));
  stopped('and takes it out again', (repo, secret) =>
    here(started(repo).commit('leak', leak(secret)).commit('gone', { '.env': null })),
  );
  stopped('in a message', (repo, secret) => here(started(repo).commit(`try ${secret}\n`)));
  stopped('in the name of a file', (repo, secret) =>
    here(started(repo).commit('leak', { [`${secret}.txt`]: 'a\n' })),
  );
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

describe('a range that is none:', () => {
  const says = (name: string, build: (repo: Repo) => Repo, range: string, message: string, hint: string) =>
    rare(name, () => {
      const run = keyhalt(build(aRepo()), ['scan', '--range', range]);

      expect(run.stderr).toContain(message);
      expect(run.stderr).toContain(hint);
      expect(run).toMatchObject({ code: 2, stdout: '' });
    });

  says('one commit', started, 'HEAD', '--range HEAD names no two ends', 'Write --range A..B');
  says('nothing', started, '', '--range  names no two ends', 'Write --range A..B');
  says('a branch that is not here', started, 'main..nope', 'nope names no commit', 'git fetch origin nope');
  says(
    'a branch of a remote',
    (repo) => started(repo).git('remote add up ../up'),
    'up/dev..',
    'up/dev names no commit that is here',
    'git fetch up dev:refs/remotes/up/dev brings it, as up/dev;',
  );
  says(
    'a commit that is not here',
    started,
    `${'1'.repeat(40)}..`,
    'names no commit that is here',
    `git fetch origin ${'1'.repeat(40)} brings it;`,
  );
  says('a commit too far back', started, 'HEAD~7..', 'HEAD~7 names no commit', 'git log --oneline');
  says('a new branch', started, `${'0'.repeat(40)}..`, '0 names no commit', 'origin/main...HEAD');
  says('a file', started, 'HEAD:a.txt..HEAD', 'HEAD:a.txt names no commit that is here', 'git branch --all');
  says(
    'no commit yet',
    (repo) => repo,
    '..HEAD',
    'HEAD names no commit',
    'In a new repository make the first commit',
  );
  says(
    'the ends turned round',
    (repo) => started(repo).commit('more'),
    'HEAD..start',
    'start has no commit that HEAD has not, so there is nothing to scan',
    'git log --oneline start..HEAD',
  );
  says('twice the same', started, 'HEAD..', 'HEAD has no commit that HEAD has not', 'older first?');
  says(
    'unrelated histories',
    (repo) => started(repo).git('checkout -q --orphan other').commit('other'),
    'main...other',
    'main and other have no commit in common',
    '--range main..other, with two dots',
  );
  says('no commit yet, further back', (repo) => repo, 'HEAD~1..', 'HEAD~1 names no commit', 'first commit');
  says(
    'no upstream',
    started,
    '@{u}..',
    "no upstream configured for branch 'main'",
    'Name the commit in another',
  );
  says('more than the reflog has', started, 'HEAD@{99}..', 'HEAD@{99} names no commit', 'git branch --all');
  says('four dots', started, 'start....HEAD', '.HEAD names no commit', 'git branch --all');
});

describe.skipIf(!costly)('a shallow clone in which a range', () => {
  const deep = 'This clone is shallow: git fetch --unshallow brings the rest';
  const clone = (depth: number) => {
    const repo = parted(aRepo(), { 's.txt': 's\n' }).merge('side').commit('one').commit('two');
    return repo.git(['clone', '-q', `--depth=${depth}`, '--no-single-branch', `file://${repo.root}`, '../c']);
  };
  const inClone = (repo: Repo, range: string) => keyhalt(repo, ['scan', '--range', range], { cwd: '../c' });

  rare.each([
    ['begins before what is here', 'HEAD~3..HEAD', 'HEAD~3 names no commit that is here'],
    ['goes on beyond it', 'origin/side..HEAD', 'origin/side..HEAD reaches beyond the history that is here'],
    ['parts beyond it', 'origin/side...HEAD', 'origin/side...HEAD reaches beyond the history that is here'],
  ])('%s', (_, range, message) => {
    const run = inClone(clone(2), range);

    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toContain(message);
    expect(run.stderr).toContain(deep);
  });

  test('starts at a commit whose own history is cut, beside a whole one', () => {
    const repo = started(aRepo())
      .commit('base')
      .branch('side')
      .commit('work')
      .checkout('main')
      .commit('main');
    repo
      .git('clone -q -b side . ../c --single-branch')
      .at('c')
      .git(['fetch', '-q', '--depth=1', `file://${repo.root}`, 'main:main']);

    expect(inClone(repo, 'main..side').stderr).toContain(deep);
    expect(inClone(repo, 'side~1..side').code).toBe(0);
  });

  rare('holds the tip of a merged branch without what is before it', () => {
    const repo = parted(aRepo(), { 's.txt': 's\n' }).merge('side');
    repo.git(['clone', '-q', '--depth=2', `file://${repo.root}`, '../c']);

    expect(inClone(repo, 'HEAD^1..HEAD')).toMatchObject({ code: 2, stderr: expect.stringContaining(deep) });
  });

  rare('is whole, and then it is scanned', () => {
    expect(inClone(clone(2), 'HEAD~1..').code).toBe(0);
  });
});

describe.skipIf(!costly)('the command that is advised', () => {
  /** Does what stands in the hint in a clone made so, and scans once more. */
  const mended = (options: readonly string[], range: string) => {
    const repo = parted(aRepo(), leak(fake.awsKeyId)).merge('side').git('config uploadpack.allowFilter true');
    repo.git(['clone', '-q', ...options, `file://${repo.root}`, '../c']);
    const at = (words: string) => keyhalt(repo, [...words.split(' '), range], { cwd: '../c' });
    const before = at('scan --range');
    const advised = /(git fetch .*?)(?: brings| \()/.exec(before.stderr)?.[1] ?? 'false';

    repo.git(advised.split(' ').slice(1), { cwd: '../c' });

    return { before: before.code, advised, after: at('scan --range').code };
  };

  test.each([
    [
      'a branch',
      ['--single-branch'],
      'HEAD~2..origin/side',
      'git fetch origin side:refs/remotes/origin/side',
    ],
    [
      'a branch in a shallow clone',
      ['--depth=1', '--single-branch'],
      'origin/side..HEAD',
      'git fetch --unshallow origin side:refs/remotes/origin/side',
    ],
    ['more of the history', ['--depth=2'], 'HEAD^1..HEAD', 'git fetch --unshallow'],
    [
      'the contents',
      ['--filter=blob:none', '--no-checkout'],
      'HEAD^1..HEAD',
      'git fetch --refetch --no-filter',
    ],
  ])('brings %s', (_, options, range, command) => {
    expect(mended(options, range)).toEqual({
      before: 2,
      advised: command,
      after: range.endsWith('side..HEAD') ? 0 : 1,
    });
  });
});

describe('a range in which something is missing', () => {
  incomplete('a blob', (repo, secret) => {
    started(repo).commit('leak', leak(secret)).commit('gone', { '.env': null });
    const oid = repo.blob(`KEY=${secret}\n`);
    return scan(repo.write({ [`.git/objects/${oid.slice(0, 2)}/${oid.slice(2)}`]: null }));
  });
  incomplete('a tree', (repo, secret) => {
    const oid = started(repo).commit('leak', leak(secret)).read('rev-parse HEAD^{tree}');
    return scan(repo.write({ [`.git/objects/${oid.slice(0, 2)}/${oid.slice(2)}`]: null }));
  });
  incomplete('what only a promisor has', (repo, secret) => {
    started(repo).commit('leak', leak(secret)).git('config uploadpack.allowFilter true');
    repo.git(['clone', '-q', '--no-checkout', '--filter=blob:none', `file://${repo.root}`, '../c']);
    return keyhalt(repo, 'scan --range HEAD~1..', { cwd: '../c' });
  });
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

describe('words that look like an option', () => {
  rare.each(['--output=f..HEAD', '--since=1..HEAD', 'HEAD..--output=f', '--all..HEAD', '-n1..HEAD'])(
    '%s do nothing',
    (range) => {
      const repo = started(aRepo()).commit('leak', leak(fake.awsKeyId));

      const run = keyhalt(repo, ['scan', `--range=${range}`]);

      expect(run).toMatchObject({ code: 2, stdout: '' });
      expect(run.stderr).toContain('names no commit that is here');
      expect(existsSync(join(repo.root, 'f'))).toBe(false);
    },
  );
});

describe('a range beside something else', () => {
  test.each([['--staged'], ['--message', 'a.txt']])('%s is refused', (...more) => {
    const run = keyhalt(started(aRepo()).commit('more'), ['scan', '--range', 'start..', ...more]);

    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toContain('--range is scanned by itself');
  });

  rare('a path is refused', () => {
    expect(keyhalt(started(aRepo()).commit('more'), 'scan --range start.. a.txt').code).toBe(2);
  });
});

describe.skipIf(!costly)('whose policy counts in a range', () => {
  const allowing = '[[allow]]\npaths = ["**"]\nreason = "a canary"\n';
  const leaking = leak(fake.awsKeyId);

  rare('that of its base', () => {
    const repo = started(aRepo(), { 'keyhalt.toml': allowing }).commit('leak', leaking);

    const { code, stdout } = scan(repo);

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ allowed: [{ reason: 'a canary' }], proposed: [] });
  });

  test.each([
    ['a configuration', { 'keyhalt.toml': allowing, ...leaking }, 'a canary'],
    ['a comment', { '.env': `KEY=${fake.awsKeyId} # keyhalt:allow a canary\n` }, 'a canary'],
  ])('not that of %s that the range brings itself: that is proposed', (_, files, reason) => {
    const { code, stdout } = scan(started(aRepo()).commit('leak', files));

    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ allowed: [], proposed: [{ reason }] });
  });

  rare('with three dots that of where they parted', () => {
    const repo = parted(aRepo(), leaking, { 'keyhalt.toml': allowing });

    expect(scan(repo, 'main..side').code).toBe(0);
    expect(scan(repo, 'main...side').code).toBe(1);
  });

  rare('that of --config, in place of all others', () => {
    const repo = started(aRepo(), { 'keyhalt.toml': '[scan]\nfail-on = 3\n' });
    repo.commit('leak', { ...leaking, 'keyhalt.toml': '' });
    writeFileSync(repo.beside('own.toml'), allowing);

    const broken = scan(repo);
    const own = keyhalt(repo, 'scan --range start.. --config ../own.toml');

    expect(broken).toMatchObject({ code: 2, stderr: expect.stringContaining('scan with --config FILE') });
    expect(own).toMatchObject({ code: 0, stdout: expect.stringContaining('allowed: 1 place') });
  });

  test('that of --config, also where the commits that decide hold different ones', () => {
    const repo = parted(aRepo(), { 'keyhalt.toml': '[scan]\nfail-on = "low"\n' });
    const main = repo.read('rev-parse main');
    repo.merge('side').checkout('side').merge(main).commit('leak', leaking);
    writeFileSync(repo.beside('own.toml'), allowing);

    expect(scan(repo, 'main...side').code).toBe(1);
    expect(keyhalt(repo, 'scan --range main...side --config ../own.toml').code).toBe(0);
  });
});
