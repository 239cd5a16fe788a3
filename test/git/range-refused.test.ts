/** A range that is none, or of which not all is there, says which command mends it; it is never found to be clean. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fake } from '../support/fakes.ts';
import { isGit2 } from '../support/git-version.ts';
import { costly, keyhalt, rare } from '../support/keyhalt.ts';
import { parted } from '../support/parted.ts';
import { aRepo, type Repo } from '../support/repo.ts';
import { incomplete } from '../support/stopped.ts';
import { leak, scan, started } from './ranged.ts';

describe('a range that is none:', () => {
  const says = (name: string, build: (repo: Repo) => Repo, range: string, message: string, hint: string) =>
    rare(name, () => {
      const run = keyhalt(build(aRepo()), ['scan', '--range', range]);

      expect(run.stderr).toContain(message);
      expect(run.stderr).toContain(hint);
      expect(run).toMatchObject({ code: 2, stdout: '' });
    });

  says('one commit', started, 'HEAD', '--range HEAD does not name two ends', 'Write --range A..B');
  says('nothing', started, '', '--range is empty', 'Write --range A..B');
  says('a branch that is not here', started, 'main..nope', 'nope names no commit', 'git fetch origin nope');
  says(
    'a branch of a remote',
    (repo) => started(repo).git('remote add up ../up'),
    'up/dev..',
    'up/dev names no commit in this repository',
    'git fetch up dev:refs/remotes/up/dev brings it, as up/dev;',
  );
  says(
    'a commit that is not here',
    started,
    `${'1'.repeat(40)}..`,
    'names no commit in this repository',
    `git fetch origin ${'1'.repeat(40)} brings it;`,
  );
  says('a commit too far back', started, 'HEAD~7..', 'HEAD~7 names no commit', 'git log --oneline');
  says('a new branch', started, `${'0'.repeat(40)}..`, '0 names no commit', 'origin/main...HEAD');
  says(
    'a file',
    started,
    'HEAD:a.txt..HEAD',
    'HEAD:a.txt names no commit in this repository',
    'git branch --all',
  );
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
  says('twice the same', started, 'HEAD..', 'HEAD has no commit that HEAD has not', 'an older one first');
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
    '@{u} names no commit in this repository',
    'Name the commit in another',
  );
  says(
    'an upstream without a branch',
    (repo) => started(repo).git('checkout -q --detach'),
    'HEAD..@{upstream}',
    '@{upstream} names no commit in this repository',
    'follows none that is here',
  );
  says(
    'the upstream of a branch that is not here',
    started,
    'nope@{u}..',
    'nope@{u} names no commit in this repository',
    'follows none that is here',
  );
  says('more than the reflog has', started, 'HEAD@{99}..', 'HEAD@{99} names no commit', 'git branch --all');
  says(
    'one that is left out',
    started,
    '^HEAD..HEAD',
    '^HEAD names no commit in this repository',
    'git branch --all',
  );
  says(
    'a branch that has the name of a tag',
    (repo) => started(repo).git('update-ref refs/remotes/origin/main HEAD').git('tag origin/main HEAD'),
    'origin/main..HEAD',
    'origin/main may mean more than one thing here',
    'refs/remotes/origin/main',
  );
  says(
    'a branch that has the name of a tag, of which git is not to warn',
    (repo) =>
      started(repo).git('config core.warnAmbiguousRefs false').git('branch twice').git('tag twice start'),
    'twice..HEAD',
    'twice may mean more than one thing here',
    'refs/heads/twice',
  );
  says(
    'a tag that has the name of a branch of origin, which is not here',
    (repo) => started(repo).git('remote add origin ../o').git('tag origin/main HEAD'),
    'origin/main..HEAD',
    'origin/main may mean more than one thing here',
    'refs/remotes/origin/main',
  );
  says(
    'a tag that has the whole name of a branch, which is not here',
    (repo) => started(repo).git('tag refs/remotes/origin/main start'),
    'refs/remotes/origin/main~0..HEAD',
    'refs/remotes/origin/main~0 names no commit in this repository',
    'git branch --all',
  );
  says('two of them', started, 'start..start..HEAD', 'start..HEAD names no commit', 'git branch --all');
  says('three ends', started, 'start..HEAD..x', 'HEAD..x names no commit', 'git branch --all and git log');
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
    ['begins before what is here', 'HEAD~3..HEAD', 'HEAD~3 names no commit in this repository'],
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
    // Of what only a promisor has newer gits say no more than that it is missing.
    const [advised = 'false'] =
      /git fetch --refetch --no-filter|git fetch (?!or ).*?(?= brings)/.exec(before.stderr) ?? [];

    repo.git(advised.split(' ').slice(1), { cwd: '../c' });

    return { before: before.code, advised, after: at('scan --range').code };
  };

  test.for([
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
  ] as const)('brings %s', ([what, options, range, command], { skip }) => {
    if (what === 'the contents') skip(!isGit2(36), 'git 2.36 and newer can bring them');
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

describe('words that look like an option', () => {
  rare.each(['--output=f..HEAD', '--since=1..HEAD', 'HEAD..--output=f', '--all..HEAD', '-n1..HEAD'])(
    '%s do nothing',
    (range) => {
      const repo = started(aRepo()).commit('leak', leak(fake.awsKeyId));

      const run = keyhalt(repo, ['scan', `--range=${range}`]);

      expect(run).toMatchObject({ code: 2, stdout: '' });
      expect(run.stderr).toContain('names no commit in this repository');
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
