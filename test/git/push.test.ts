/** A push is the last gate: it sees what no other hook was asked about, and stops what the remote does not have yet. */
import { describe, expect, test } from 'vitest';
import { attempt } from '../support/hooks.ts';
import { keyhaltHook } from '../support/keyhalt.ts';
import { type Args, aRepo, type Files, type Repo } from '../support/repo.ts';
import { goesThrough, stopped } from '../support/stopped.ts';

const leak = (secret: string) => ({ '.env': `KEY=${secret}\n` });

/** A repository whose only commit its remote has, too. */
const shared = (repo: Repo, files: Files = { 'a.txt': 'a\n' }) =>
  repo.commit('start', files).git('clone -q --bare . ../remote').git('remote add origin ../remote');

const push = (repo: Repo, args: Args = 'push -q origin HEAD:main') =>
  attempt(repo, args, { remote: repo.at('remote') });

describe('git push', () => {
  stopped('of a commit', (repo, secret) => push(shared(repo).commit('leak', leak(secret))));
  stopped('of a key that was taken out again', (repo, secret) =>
    push(shared(repo).commit('leak', leak(secret)).commit('gone', { '.env': null })),
  );
  stopped('of a message', (repo, secret) => push(shared(repo).commit(`try ${secret}\n`)));
  stopped('of a file name', (repo, secret) =>
    push(shared(repo).commit('leak', { [`${secret}.txt`]: 'a\n' })),
  );
  stopped('of a new branch', (repo, secret) =>
    push(shared(repo).branch('side').commit('leak', leak(secret)), 'push -q origin side'),
  );
  stopped('of a branch whose name has it', (repo, secret) =>
    push(shared(repo).commit('more'), `push -q origin HEAD:refs/heads/${secret}`),
  );
  stopped('of an annotated tag', (repo, secret) =>
    push(shared(repo).git(['tag', '-a', '-m', `try ${secret}`, 'v1']), 'push -q origin v1'),
  );
  stopped('of a tag on a blob', (repo, secret) => {
    const ours = shared(repo);
    return push(ours.git(`tag v1 ${ours.blob(`KEY=${secret}\n`)}`), 'push -q origin v1');
  });
  stopped('of notes', (repo, secret) =>
    push(shared(repo).git(['notes', 'add', '-m', `try ${secret}`]), 'push -q origin refs/notes/commits'),
  );
  stopped('of what a fast-forward merged', (repo, secret) => {
    const ours = shared(repo).branch('side').commit('leak', leak(secret)).checkout('main');
    return push(ours.git('merge -q --ff-only side'));
  });
  stopped('of an evil merge', (repo, secret) => {
    const ours = shared(repo)
      .branch('side')
      .commit('side', { s: 's\n' })
      .checkout('main')
      .commit('main', { m: 'm\n' });
    return push(ours.merge('side', '--no-commit').commit('evil', leak(secret)));
  });
  stopped('to a remote without a name', (repo, secret) =>
    push(shared(repo).commit('leak', leak(secret)), 'push -q ../remote HEAD:main'),
  );
  stopped('to an empty remote', (repo, secret) => {
    repo.git('init -q --bare ../remote');
    return push(repo.commit('first of all', leak(secret)), 'push -q ../remote main');
  });
  stopped('of everything', (repo, secret) =>
    push(
      shared(repo).branch('side').commit('leak', leak(secret)).checkout('main'),
      'push -q --mirror origin',
    ),
  );
  stopped('over a tip that was never fetched', (repo, secret) => {
    shared(repo).git('clone -q ../remote ../theirs');
    repo.at('theirs').commit('theirs').git('push -q origin main');
    return push(repo.commit('leak', leak(secret)), 'push -q --force origin HEAD:main');
  });
  stopped('over a tip that was never fetched, of all branches', (repo, secret) => {
    shared(repo).git('clone -q ../remote ../theirs');
    repo.at('theirs').commit('theirs').git('push -q origin main main:other');
    return push(repo.branch('side').commit('leak', leak(secret)), 'push -q --mirror origin');
  });
  stopped('of one branch of many, of which some end', (repo, secret) => {
    shared(repo).git('push -q origin main:old main:older');
    const head = repo.read('rev-parse HEAD');
    const refs = Array.from({ length: 300 }, (_, n) => `create refs/heads/b${n} ${head}\n`);
    repo.git('update-ref --stdin', { input: refs.join('') });
    repo.checkout('b150').commit('leak', leak(secret));
    return push(repo, ['push', '-q', 'origin', 'refs/heads/b*:refs/heads/c*', ':old', ':older']);
  });
  stopped('of a tag of a tag', (repo, secret) => {
    shared(repo)
      .git(['tag', '-a', '-m', `try ${secret}`, 'inner'])
      .git('tag -a -m outer outer inner');
    return push(repo.git('tag -d inner'), 'push -q origin outer');
  });
  stopped('of a tag on a tree', (repo, secret) => {
    const tree = shared(repo).read('mktree', { input: `100644 blob ${repo.blob('a\n')}\t${secret}\n` });
    return push(repo.git(`tag v1 ${tree}`), 'push -q origin v1');
  });
  stopped('of a tag that follows', (repo, secret) => {
    shared(repo)
      .commit('more')
      .git(['tag', '-a', '-m', `try ${secret}`, 'v1']);
    return push(repo, 'push -q --follow-tags origin main');
  });
  stopped('of a commit that has no name here', (repo, secret) => {
    const oid = shared(repo).commit('leak', leak(secret)).read('rev-parse HEAD');
    return push(repo.git('reset -q --hard HEAD~1'), `push -q origin ${oid}:refs/heads/x`);
  });
  stopped('from a shallow clone', (repo, secret) => {
    shared(repo).commit('more').git('push -q origin main').git('init -q --bare ../other');
    const clone = repo.git(['clone', '-q', '--depth=1', `file://${repo.beside('remote')}`, '../c']).at('c');
    return push(clone.commit('leak', leak(secret)), 'push -q origin main');
  });
  stopped('to two URLs of one name, of which only the first has it', (repo, secret) => {
    shared(repo, leak(secret)).git('fetch -q origin').git('init -q --bare ../second');
    repo.git('config remote.origin.pushurl ../remote').git('config --add remote.origin.pushurl ../second');
    return attempt(repo.commit('more'), 'push -q origin HEAD:other', { remote: repo.at('second') });
  });
  stopped('to another URL than fetches come from', (repo, secret) => {
    shared(repo, leak(secret)).git('fetch -q origin').git('init -q --bare ../second');
    repo.git('config remote.origin.pushurl ../second');
    return attempt(repo.commit('more'), 'push -q origin HEAD:other', { remote: repo.at('second') });
  });
  stopped(
    'of what a name in the folder of the remote has, which leads to a branch of here',
    (repo, secret) => {
      const ours = shared(repo).git('fetch -q origin');
      return push(
        ours.git('symbolic-ref refs/remotes/origin/main refs/heads/main').commit('leak', leak(secret)),
      );
    },
  );
  stopped('in a SHA-256 repository', (repo, secret) => push(shared(repo).commit('leak', leak(secret))), {
    objectFormat: 'sha256',
  });

  goesThrough('a key that the remote has', (repo, secret) =>
    push(shared(repo, leak(secret)).commit('more', { '.env': `KEY=${secret}\nMORE=1\n` })),
  );
  goesThrough('a new branch on a key that the remote is known to have', (repo, secret) =>
    push(
      shared(repo, leak(secret)).git('fetch -q origin').branch('side').commit('more'),
      'push -q origin side',
    ),
  );
  goesThrough('the removal of an old key', (repo, secret) =>
    push(shared(repo, leak(secret)).commit('gone', { '.env': null })),
  );
  goesThrough('a key that both URLs of one name have', (repo, secret) => {
    shared(repo, leak(secret)).git('fetch -q origin').git('clone -q --bare . ../second');
    repo.git('config remote.origin.pushurl ../remote').git('config --add remote.origin.pushurl ../second');
    return attempt(repo.commit('more'), 'push -q origin main', { remote: repo.at('second') });
  });
  goesThrough('what grew from what a place holds of which nothing is remembered', (repo, secret) => {
    const ours = shared(repo).commit('leak', leak(secret)).commit('gone', { '.env': null });
    ours.git('push -q ../remote HEAD:main').commit('more', { 'b.txt': 'b\n' });
    return push(ours, 'push -q ../remote HEAD:main');
  });
  goesThrough('the end of a branch', (repo, secret) => {
    const ours = shared(repo).branch('side').commit('leak', leak(secret)).git('push -q origin side');
    return push(ours, 'push -q origin --delete side');
  });
});

describe('a line on standard input', () => {
  const oid = '1'.repeat(40);
  test.each([
    ['no line of git', 'main\n'],
    ['a short object name', `refs/heads/main ${oid.slice(1)} refs/heads/main ${oid}\n`],
    ['half a line', `refs/heads/main ${oid} refs/he`],
    ['a good line and half of one', `refs/heads/a ${oid} refs/heads/a ${'0'.repeat(40)}\nrefs/heads/main`],
  ])('that is %s is an error', (_, input) => {
    expect(keyhaltHook(aRepo().commit('start'), 'pre-push origin ../remote', { input })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is not what git hands to pre-push'),
    });
  });
});
