/** Nothing pardons itself: in a push the policy counts that the other side has, and what the push brings is told. */
import { describe, expect, test } from 'vitest';
import { fakes } from '../support/fakes.ts';
import { attempt } from '../support/hooks.ts';
import { bin } from '../support/keyhalt.ts';
import { aRepo, type Files, type GitOptions, type Repo } from '../support/repo.ts';

const { awsKeyId } = fakes('push policy');
const leak = { 'test/a.env': `KEY=${awsKeyId}\n` };
const allowing = (reason: string) => `[[allow]]\npaths = ["test/**"]\nreason = "${reason}"\n`;
const withComment = { 'test/a.env': `KEY=${awsKeyId} # keyhalt:allow of the sandbox\n` };

/** A repository whose only commit its remote has, too. */
const shared = (files: Files = { 'a.txt': 'a\n' }): Repo =>
  aRepo()
    .commit('start', files)
    .git('clone -q --bare . ../remote')
    .git('remote add origin ../remote')
    .git('fetch -q origin');

const push = (repo: Repo, args = 'push -q origin HEAD:main', env: GitOptions['env'] = {}) =>
  attempt(repo, args, { remote: repo.at('remote'), env });

describe('a push', () => {
  test('passes by what the other side already allows', () => {
    const repo = shared({ 'keyhalt.toml': allowing('fixtures') }).commit('more', leak);

    expect(push(repo)).toMatchObject({ code: 0, stderr: expect.stringContaining('allowed: 1 place') });
  });

  test.each([
    [
      'a configuration',
      { 'keyhalt.toml': allowing('trust me'), ...leak },
      'by keyhalt.toml, allow entry 1: trust me',
    ],
    ['a comment', withComment, 'by comment keyhalt:allow: of the sandbox'],
  ])('that brings %s for its own leak is stopped, and told what it proposes', (_, files, words) => {
    const run = push(shared().commit('leak', files));

    expect(run.code).toBe(1);
    expect(run.stderr).toContain(`proposed, does not count: test/a.env:1 aws-access-key-id, ${words}`);
  });

  test('that brings a baseline for its own leak is stopped', () => {
    const repo = shared().commit('leak', leak);
    repo.run('sh', ['-c', `"${process.execPath}" "${bin}/keyhalt" baseline create`]);
    repo.git('add keyhalt.baseline').commit('baseline');

    const run = push(repo);

    expect(run.code).toBe(1);
    expect(run.stderr).toContain('by keyhalt.baseline:3');
  });

  test('that takes a rule away for its own leak is stopped', () => {
    const files = { 'keyhalt.toml': '[scan]\ndisable = ["aws-access-key-id"]\n', ...leak };

    expect(push(shared().commit('leak', files)).code).toBe(1);
  });

  test('of a new branch is judged by what it grew from', () => {
    const grown = shared({ 'keyhalt.toml': allowing('fixtures') })
      .branch('side')
      .commit('more', leak);
    const bare = shared()
      .branch('side')
      .commit('leak', { 'keyhalt.toml': allowing('me'), ...leak });

    expect(push(grown, 'push -q origin side').code).toBe(0);
    expect(push(bare, 'push -q origin side').code).toBe(1);
  });

  test('over branches that do not agree is judged by neither', () => {
    // Whichever is named first.
    for (const name of ['a-side', 'z-side']) {
      const repo = shared()
        .branch(name)
        .commit('policy', { 'keyhalt.toml': allowing('fixtures') });
      push(repo, `push -q origin ${name}`);
      repo.git('fetch -q origin').commit('more', leak).checkout('main').commit('main');

      expect(push(repo, `push -q origin main ${name}`).code).toBe(1);
    }
  });

  test('to a place that holds nothing yet decides for itself, and says so', () => {
    const repo = aRepo().commit('start', { 'keyhalt.toml': allowing('fixtures'), ...leak });
    repo.git('init -q --bare ../remote');

    const run = push(repo, 'push -q ../remote main');

    expect(run.code).toBe(0);
    expect(run.stderr).toContain(
      'note: the other side holds nothing of this yet, so what is pushed decides what is allowed',
    );
  });

  test('may decide for itself when its user says so', () => {
    const repo = () => shared().commit('leak', withComment);

    expect(push(repo(), undefined, { KEYHALT_POLICY: 'pushed' })).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('KEYHALT_POLICY says so'),
    });
    expect(push(repo(), undefined, { KEYHALT_POLICY: 'base' }).code).toBe(1);
    expect(push(repo(), undefined, { KEYHALT_POLICY: 'mine' })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('KEYHALT_POLICY is neither "base" nor "pushed"'),
    });
  });

  test('over a broken configuration is stopped with its place', () => {
    const run = push(shared({ 'keyhalt.toml': '[scan]\nfail-on = 3\n' }).commit('more'));

    expect(run.code).toBe(2);
    expect(run.stderr).toContain('keyhalt.toml:2:1: scan.fail-on must be one of');
  });
});
