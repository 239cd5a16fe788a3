/** A release is what its tag, package.json and CHANGELOG.md agree on. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { notesFor } from '../../.ci/check-release.mjs';
import { aRepo, type Repo } from '../support/repo.ts';

const root = join(import.meta.dirname, '..', '..');

describe('the notes of a release', () => {
  const changelog =
    '# Changelog\n\n## Unreleased\n\n- next\n\n## 1.2.3 (2026-02-01)\n\n- one\n- two\n\n## 1.2.2\n\n';
  const release = { version: '1.2.3', repository: 'github:a/b', changelog };

  test('are what CHANGELOG.md says of its version', () => {
    expect(notesFor('v1.2.3', release)).toBe('- one\n- two');
  });

  test.each([
    ['a tag that is none', '1.2.3', release, /no tag of a release/],
    ['a tag of another version', 'v1.2.4', release, /package\.json says 1\.2\.3/],
    ['a version without a section', 'v1.2.5', { ...release, version: '1.2.5' }, /no section "## 1\.2\.5"/],
    [
      'one whose number is only the start of another',
      'v1.2.3',
      { ...release, changelog: '## 1.2.30\n\n- x\n' },
      /no section/,
    ],
    ['a section that says nothing', 'v1.2.2', { ...release, version: '1.2.2' }, /says nothing/],
    ['no repository', 'v1.2.3', { ...release, repository: undefined }, /no "repository"/],
  ])('%s stops it', (_, tag, { version, repository, changelog: text }, message) => {
    expect(() => notesFor(tag, { version, repository, changelog: text })).toThrow(message);
  });

  test('are asked for by a program, which says in one line what is missing', () => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(root, '.ci', 'check-release.mjs'), 'v0.0.0-none'],
      { encoding: 'utf8' },
    );

    expect([status, stdout]).toEqual([1, '']);
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(stderr).toBe(`the tag is v0.0.0-none, package.json says ${version}: npm version sets both\n`);
  });
});

describe.skipIf(process.platform === 'win32')('the tag of a major version', () => {
  /** A clone with these releases, of which the last one is checked out and built. */
  function releases(...tags: string[]): Repo {
    const remote = aRepo({ bare: true });
    remote.git(['clone', '-q', remote.root, remote.beside('clone')]);
    const repo = remote.at('clone').commit('start', { '.gitignore': 'dist/\n' });
    for (const tag of tags) repo.commit(tag, { version: tag }).git(`tag ${tag}`);
    return repo.git('push -q --tags origin HEAD:main').write({ 'dist/cli.cjs': 'built\n' });
  }

  const tagMajor = (repo: Repo, tag: string) => repo.run(join(root, '.ci', 'tag-major'), [tag]);
  const remote = (repo: Repo) => repo.at('repo');

  test('is a commit upon the release that holds what is built, too, and is in no branch', () => {
    const repo = releases('v1.0.0', 'v1.10.0');

    expect(tagMajor(repo, 'v1.10.0')).toEqual({ code: 0, stdout: 'v1 is v1.10.0 now\n', stderr: '' });

    const there = remote(repo);
    expect(there.read('rev-parse v1^')).toBe(there.read('rev-parse v1.10.0^{commit}'));
    expect(there.read('ls-tree -r --name-only v1')).toBe('.gitignore\ndist/cli.cjs\nversion');
    expect(there.read('branch --contains v1')).toBe('');
  });

  test('moves on with the next release', () => {
    const repo = releases('v1.0.0');
    tagMajor(repo, 'v1.0.0');
    repo.git('checkout -q v1.0.0').commit('more', { version: 'v1.0.1' }).git('tag v1.0.1');
    repo.write({ 'dist/cli.cjs': 'built anew\n' });

    expect(tagMajor(repo, 'v1.0.1').code).toBe(0);

    expect(remote(repo).read('show v1:version v1:dist/cli.cjs')).toBe('v1.0.1built anew');
  });

  test.each([
    ['an older release than the newest', ['v1.9.0', 'v1.10.0'], 'v1.9.0', /^v1\.10\.0 is newer/],
    ['a trial', ['v1.9.0', 'v1.10.0-rc.1'], 'v1.10.0-rc.1', /is a trial/],
  ])('stays where it is for %s', (_, tags, tag, said) => {
    const repo = releases(...tags);

    const { code, stdout } = tagMajor(repo, tag);

    expect(code).toBe(0);
    expect(stdout).toMatch(said);
    expect(remote(repo).read('tag --list v1')).toBe('');
  });

  test('goes past trials and other majors, which are no newer release', () => {
    const repo = releases('v2.0.0', 'v1.1.0', 'v1.2.0-rc.1');
    repo.git('checkout -q v1.1.0');

    expect(tagMajor(repo, 'v1.1.0').stdout).toBe('v1 is v1.1.0 now\n');
  });

  test('is not made of what is not built', () => {
    const repo = releases('v1.0.0').write({ dist: null });

    const { code, stderr } = tagMajor(repo, 'v1.0.0');

    expect(code).toBe(1);
    expect(stderr).toContain('npm run build');
    expect(remote(repo).read('tag --list v1')).toBe('');
  });
});
