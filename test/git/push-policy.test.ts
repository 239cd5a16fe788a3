/** Nothing pardons itself: in a push the policy counts that the other side has, and what the push brings is told. */
import { describe, expect, test } from 'vitest';
import { fakes } from '../support/fakes.ts';
import { attempt } from '../support/hooks.ts';
import { bin, costly, rare } from '../support/keyhalt.ts';
import { type Args, aRepo, type Files, type GitOptions, type Repo } from '../support/repo.ts';

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

/** A rule of one's own, and a token that only it finds. */
const ownRule = () => ({
  acme: '[[rules]]\nid = "acme"\ndescription = "ACME"\nregex = "acme_[0-9]{8}"\nkeywords = ["acme_"]\n',
  token: `acme_${'12345678'}`,
});

const push = (repo: Repo, args: Args = 'push -q origin HEAD:main', env: GitOptions['env'] = {}) =>
  attempt(repo, args, { remote: repo.at('remote'), env });

describe('a push', () => {
  test('passes by what the other side already allows', () => {
    const repo = shared({ 'keyhalt.toml': allowing('fixtures') }).commit('more', leak);

    expect(push(repo)).toMatchObject({ code: 0, stderr: expect.stringContaining('allowed: 1 place') });
  });

  rare.each([
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

  rare('that brings a baseline for its own leak is stopped', () => {
    const repo = shared().commit('leak', leak);
    repo.run('sh', ['-c', `"${process.execPath}" "${bin}/keyhalt" baseline create`]);
    repo.git('add keyhalt.baseline').commit('baseline');

    const run = push(repo);

    expect(run.code).toBe(1);
    expect(run.stderr).toContain('by keyhalt.baseline:3');
  });

  rare('that takes a rule away for its own leak is stopped', () => {
    const files = { 'keyhalt.toml': '[scan]\ndisable = ["aws-access-key-id"]\n', ...leak };

    expect(push(shared().commit('leak', files)).code).toBe(1);
  });

  test.skipIf(!costly)('of a new branch is judged by what it grew from', () => {
    const grown = shared({ 'keyhalt.toml': allowing('fixtures') })
      .branch('side')
      .commit('more', leak);
    const bare = shared()
      .branch('side')
      .commit('leak', { 'keyhalt.toml': allowing('me'), ...leak });

    expect(push(grown, 'push -q origin side').code).toBe(0);
    expect(push(bare, 'push -q origin side').code).toBe(1);
  });

  test.skipIf(!costly)('over branches that do not agree is judged by neither', () => {
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

  test.skipIf(!costly)('over commits that do not agree looks for what any of them looks for', () => {
    const { acme, token } = ownRule();
    // The branch parts before main has the rule, or while it still has it.
    for (const [before, after] of [
      [allowing('a') + acme, allowing('b') + acme],
      [allowing('a') + acme, allowing('b')],
      [allowing('a'), allowing('b') + acme],
    ]) {
      const repo = shared({ 'keyhalt.toml': before! })
        .branch('side')
        .commit('side', { 'a.env': 'a\n' })
        .checkout('main')
        .commit('policy', { 'keyhalt.toml': after! })
        .git('push -q origin main')
        .checkout('side')
        .merge('main')
        .commit('more', { 'test/b.env': `TOKEN=${token}\n` });

      const run = push(repo, 'push -q origin side');

      expect(run.code).toBe(1);
      expect(run.stderr).toMatch(/test\/b\.env:1:7 .*ACME \(acme\)/);
      expect(run.stderr).toContain(
        'note: the commits that decide hold different policies: nothing is allowed',
      );
    }
  });

  test.skipIf(!costly)('over branches that do not agree says so where it pardons nothing', () => {
    const repo = shared({ 'keyhalt.toml': allowing('fixtures') }).branch('side');
    push(repo.commit('policy', { 'keyhalt.toml': allowing('others') }), 'push -q origin side');
    repo.commit('more', leak).checkout('main').commit('main');

    expect(push(repo, 'push -q origin main side')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('hold different policies'),
    });
  });

  test.skipIf(!costly)(
    'over branches of which one has no configuration is judged by what the other looks for',
    () => {
      const { acme, token } = ownRule();
      const repo = shared().branch('side').commit('rule', { 'keyhalt.toml': acme });
      push(repo, 'push -q origin side');
      repo
        .commit('more')
        .checkout('main')
        .commit('leak', { 'a.env': `TOKEN=${token}\n` });

      expect(push(repo, 'push -q origin main side').code).toBe(1);
    },
  );

  test.each([
    ['a value that only what is pushed pardons', '[A-Za-z]', '^ZZZZZZZ$', '^ZZZZZZZ$', false],
    ['a value that it does not pardon', '^ZZZZZZZ$', '[A-Za-z]', '[A-Za-z]', true],
    ['a value of a later entry', '^ZZZZZZZ$', '^ZZZZZZZ$', '[A-Za-z]', true],
  ])('is told of %s by the patterns of its own', (_, base, first, second, isProposed) => {
    const values = (...all: string[]) =>
      all
        .map((value) => `[[allow]]\nvalues = ["${value}"]\nrules = ["aws-access-key-id"]\nreason = "x"\n`)
        .join('');
    const repo = shared({ 'keyhalt.toml': values(base).replace('aws-access-key-id', 'aws-session-token') });

    const run = push(repo.commit('leak', { 'keyhalt.toml': values(first, second), ...leak }));

    expect(run.code).toBe(1);
    expect(run.stderr.includes('proposed, does not count: test/a.env:1')).toBe(isProposed);
  });

  rare('may decide for itself when its user says so', () => {
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

  test('over a broken configuration is stopped with its place, until its user says that what mends it decides', () => {
    const repo = shared({ 'keyhalt.toml': '[scan]\nfail-on = 3\n' });
    const broken = repo.read('rev-parse HEAD');

    const run = push(repo.commit('mended', { 'keyhalt.toml': '' }));

    expect(run.code).toBe(2);
    expect(run.stderr).toContain(
      `in commit ${broken.slice(0, 10)}, keyhalt.toml:2:1: scan.fail-on must be one of`,
    );
    expect(run.stderr).toContain('push with KEYHALT_POLICY=pushed');
    expect(push(repo, undefined, { KEYHALT_POLICY: 'pushed' }).code).toBe(0);
  });

  rare('that only ends a branch says nothing of policies', () => {
    const repo = shared().branch('side').git('push -q origin side');

    expect(push(repo, 'push -q origin --delete side')).toMatchObject({ code: 0, stderr: '' });
  });
});

describe.skipIf(!costly)('a push of what builds on nothing that the other side holds', () => {
  const itself =
    'note: what is pushed decides what is allowed, for nothing is known of what the other side holds';
  const beside =
    'note: the push builds on nothing that the other side holds: what that holds decides what is allowed';
  const orphan = (repo: Repo, files: Files = { 'keyhalt.toml': allowing('me'), ...leak }) =>
    repo.git('checkout -q --orphan o').git('rm -q -r -f --ignore-unmatch .').commit('orphan', files);
  /** As `clone` does it. */
  const withHead = (repo: Repo) => repo.git('remote set-head origin main');

  test('decides for itself where nothing is known of any other side, and says so', () => {
    const repo = aRepo().commit('start', { 'keyhalt.toml': allowing('fixtures'), ...leak });
    repo.git('init -q --bare ../remote').git('remote add origin ../remote');

    for (const args of ['push -q ../remote main:one', 'push -q origin main:two'])
      expect(push(repo, args)).toMatchObject({ code: 0, stderr: expect.stringContaining(itself) });
  });

  rare.each([
    ['a branch', (repo: Repo) => push(orphan(repo), 'push -q origin o')],
    ['a tag', (repo: Repo) => push(orphan(repo).git('tag v1'), 'push -q origin v1')],
    ['an annotated tag', (repo: Repo) => push(orphan(repo).git('tag -a -m v1 v1'), 'push -q origin v1')],
    ['a branch to the URL', (repo: Repo) => push(orphan(repo), ['push', '-q', repo.beside('remote'), 'o'])],
    ['a branch to another spelling of it', (repo: Repo) => push(orphan(repo), 'push -q ../remote/. o')],
    [
      'a branch to the same remote by another URL',
      (repo: Repo) =>
        push(orphan(repo).git(`config remote.origin.pushurl ${repo.beside('remote')}/.`), 'push -q origin o'),
    ],
    [
      'a branch to a remote of another name',
      (repo: Repo) => push(orphan(repo).git('remote add other ../remote'), 'push -q other o'),
    ],
  ])('is judged by what the other side holds: %s', (_, pushed) => {
    expect(pushed(shared()).code).toBe(1);
    expect(pushed(withHead(shared())).code).toBe(1);
    expect(pushed(shared({ 'keyhalt.toml': allowing('fixtures') })).code).toBe(0);
  });

  rare('is judged by the default branch, where that is known', () => {
    const repo = shared()
      .branch('lax')
      .commit('policy', { 'keyhalt.toml': allowing('lax') });
    // Newer gits set it when they fetch.
    repo.git('push -q origin lax').run('git', 'remote set-head origin --delete');

    const byAll = push(orphan(repo), 'push -q origin o');
    const byHead = push(withHead(repo).git('remote set-head origin lax'), 'push -q origin o');

    expect(byAll.code).toBe(1);
    expect(byAll.stderr).toContain('hold different policies');
    expect(byHead.code).toBe(0);
    expect(byHead.stderr).toContain(beside);
  });

  rare('is judged by rules that the other side has', () => {
    const { acme, token } = ownRule();

    expect(push(orphan(shared({ 'keyhalt.toml': acme }), { a: token }), 'push -q origin o').code).toBe(1);
  });

  test('beside a branch that does is judged by what that is pushed over', () => {
    expect(push(orphan(shared()), 'push -q origin main o').code).toBe(1);
  });

  rare('is judged by nobody’s pardon where the other side holds what is not here', () => {
    const repo = shared().git('update-ref -d refs/remotes/origin/main');
    repo.git('clone -q ../remote ../theirs');
    repo.at('theirs').commit('theirs').git('push -q origin main');

    const run = push(orphan(repo), 'push -q --force origin o:main');

    expect(run.code).toBe(1);
    expect(run.stderr).toContain('nothing is allowed before git fetch');
  });

  rare('that sends nothing but a name is judged by what it names', () => {
    const repo = shared({ 'keyhalt.toml': allowing('fixtures'), ...leak });

    expect(push(repo, 'push -q origin HEAD:refs/heads/copy')).toMatchObject({ code: 0, stderr: '' });
  });

  rare('may be a tag of no commit', () => {
    const repo = shared();
    const blob = repo.blob(`KEY=${awsKeyId} # keyhalt:allow of the sandbox\n`);

    expect(push(repo.git(`tag v1 ${blob}`), 'push -q origin v1').code).toBe(1);
  });
});

describe('a push to a place that nothing is known of', () => {
  test('is judged by what it grew from at other remotes, and says so', () => {
    const allowed = shared({ 'keyhalt.toml': allowing('fixtures') }).commit('more', leak);
    const bare = shared().commit('leak', { 'keyhalt.toml': allowing('me'), ...leak });
    for (const repo of [allowed, bare]) repo.git('init -q --bare ../remote2');
    const pushTo = (repo: Repo) => attempt(repo, 'push -q ../remote2 main', { remote: repo.at('remote2') });

    expect(pushTo(allowed)).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('what the push grew from at other remotes decides'),
    });
    expect(pushTo(bare).code).toBe(1);
  });
});
