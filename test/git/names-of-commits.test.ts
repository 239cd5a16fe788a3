/** A name that commits bring is told with its path and the commit, and one that stood there before is no news. */
import { describe, expect, test } from 'vitest';
import { fakes } from '../support/fakes.ts';
import { attempt } from '../support/hooks.ts';
import { costly, keyhaltHook, rare, scanHere, scanHistory } from '../support/keyhalt.ts';
import { parted } from '../support/parted.ts';
import { aRepo, type Repo, type Run } from '../support/repo.ts';
import { goesThrough, stopped } from '../support/stopped.ts';

const { awsKeyId } = fakes('names of commits');
const masked = `${awsKeyId.slice(0, 4)}${'*'.repeat(12)}${awsKeyId.slice(-4)}`;

/** A repository whose first commit has the tag `start`. */
const started = (repo: Repo = aRepo(), files = {}) =>
  repo.commit('start', { 'a.txt': 'a\n', ...files }).git('tag start');
const here = (repo: Repo, range = 'start..HEAD') => scanHere(repo, { range });

/** `path commit` of every place of every finding. */
const told = async (run: Run | Promise<Run>): Promise<string[]> =>
  JSON.parse((await run).stdout).findings.flatMap(
    ({ appearances }: { appearances: { path: string; commit?: string }[] }) =>
      appearances.map(({ path, commit }) => `${path} ${commit}`),
  );

describe('the place of a name', () => {
  test('is its path and the commit, also of one that is gone since', async () => {
    const repo = started().commit('key', { [`b/${awsKeyId}.txt`]: 'x\n' });
    const commit = repo.read('rev-parse HEAD');
    repo.commit('gone', { [`b/${awsKeyId}.txt`]: null }).commit('more', { 'b/c.txt': 'c\n' });

    expect(await told(here(repo))).toEqual([`file name b/${masked}.txt ${commit}`]);
  });

  test('of a folder is the folder, once, whatever comes into it later', async () => {
    const repo = started().commit('key', { [`b/${awsKeyId}/c/d.txt`]: 'x\n' });
    const commit = repo.read('rev-parse HEAD');
    repo.commit('more', { [`b/${awsKeyId}/e.txt`]: 'e\n', 'b/f.txt': 'f\n' });

    expect(await told(here(repo))).toEqual([`file name b/${masked} ${commit}`]);
  });

  rare('is told of each folder that it is in', async () => {
    const files = {
      [`b/${awsKeyId}.txt`]: 'x\n',
      [`c/${awsKeyId}.txt`]: 'x\n',
      [awsKeyId]: { link: 'a.txt' },
    };
    const repo = started().commit('keys', files);
    const commit = repo.read('rev-parse HEAD');

    expect(await told(here(repo))).toEqual(
      [masked, `b/${masked}.txt`, `c/${masked}.txt`].map((path) => `file name ${path} ${commit}`),
    );
  });

  rare('of a merge is the merge, where no parent has it', async () => {
    const repo = parted(aRepo(), { 's.txt': 's\n' }).git('tag start side~1').merge('side', '--no-commit');
    repo.commit('evil', { [`${awsKeyId}.txt`]: 'x\n' });

    expect(await told(here(repo))).toEqual([`file name ${masked}.txt ${repo.read('rev-parse HEAD')}`]);
  });

  test('is the commit on a branch, not the merge that brings the branch along', async () => {
    const repo = parted(aRepo(), { [`${awsKeyId}.txt`]: 'x\n' })
      .git('tag start side~1')
      .merge('side');

    expect(await told(here(repo))).toEqual([`file name ${masked}.txt ${repo.read('rev-parse side')}`]);
  });

  rare('is told beside that of a content, each at its own', async () => {
    const files = { [`${awsKeyId}.txt`]: 'x\n', 'b.env': `KEY=${awsKeyId}\n` };
    const repo = started().commit('keys', files);
    const commit = repo.read('rev-parse HEAD');

    expect(await told(here(repo))).toEqual([`b.env ${commit}`, `file name ${masked}.txt ${commit}`]);
  });

  test.each(['pre-push', 'pre-receive'])('is told by %s, too', (hook) => {
    const repo = started().commit('key', { [`b/${awsKeyId}.txt`]: 'x\n' });
    const [start, head] = ['start', 'HEAD'].map((name) => repo.read(['rev-parse', name]));
    const lines = {
      'pre-push': `refs/heads/main ${head} refs/heads/main ${start}\n`,
      'pre-receive': `${start} ${head} refs/heads/main\n`,
    };
    repo.git('update-ref refs/heads/main start').git('checkout -q --detach');
    const args = [hook, ...(hook === 'pre-push' ? ['origin', 'ssh://example.com/'] : [])];

    const { code, stderr } = keyhaltHook(repo, args, { input: lines[hook as keyof typeof lines] });

    expect(code).toBe(1);
    expect(stderr).toContain(`file name b/${masked}.txt:1:1 in commit ${head?.slice(0, 10)}`);
  });

  test('is told by a merge, too', () => {
    const repo = parted(aRepo(), { [`b/${awsKeyId}.txt`]: 'x\n' });

    const { code, stderr } = attempt(repo, 'merge -m x side');

    expect(code).toBe(1);
    expect(stderr).toContain(
      `file name b/${masked}.txt:1:1 in commit ${repo.read('rev-parse --short=10 side')}`,
    );
  });
});

describe.skipIf(!costly)('a name that stood there before', () => {
  const old = { [`old/${awsKeyId}/a.txt`]: 'a\n', [`${awsKeyId}.txt`]: 'a\n' };
  const clean: Record<string, (repo: Repo) => unknown> = {
    'is beside what changes': (repo) => repo.commit('edit', { 'a.txt': 'b\n', 'old/b.txt': 'b\n' }),
    'is of a file that is edited': (repo) => repo.commit('edit', { [`${awsKeyId}.txt`]: 'b\n' }),
    'is of a file that becomes a link': (repo) =>
      repo.commit('edit', { [`${awsKeyId}.txt`]: { link: 'a.txt' } }),
    'is of a folder into which something comes': (repo) =>
      repo.commit('more', { [`old/${awsKeyId}/b.txt`]: 'b\n' }),
    'is taken away': (repo) => repo.commit('gone', { [`${awsKeyId}.txt`]: null }),
    moves: (repo) => repo.git(`mv ${awsKeyId}.txt old`).git(`rm -rq old/${awsKeyId}`).commit('move'),
    'came in beside a branch that merges it': (repo) => {
      repo.git('checkout -q -b late start~1').commit('late', { 'late.txt': 'l\n' });
      return repo.merge('start');
    },
  };
  test.each(Object.entries(clean))('and %s is no news', async (_, build) => {
    const repo = started(aRepo().commit('first'), old);
    build(repo);

    expect(await here(repo)).toMatchObject({ code: 0 });
  });

  stopped('comes again in another folder', (repo, secret) =>
    here(started(repo, { [`${secret}.txt`]: 'a\n' }).commit('copy', { [`b/${secret}.txt`]: 'a\n' })),
  );
  stopped('is no excuse for a content', (repo, secret) =>
    here(started(repo, { [`${secret}.txt`]: 'a\n' }).commit('leak', { '.env': `KEY=${secret}\n` })),
  );
  stopped('came and went in the range, and comes again', (repo, secret) => {
    const file = `${secret}.txt`;
    started(repo)
      .commit('key', { [file]: 'x\n' })
      .commit('gone', { [file]: null });
    return here(repo.commit('again', { [file]: 'y\n' }));
  });
  goesThrough('is in what is pushed over by force', (repo, secret) => {
    started(repo).git('clone -q --bare . ../remote').git('remote add origin ../remote');
    repo.commit('theirs', { [`${secret}.txt`]: 'x\n' }).git('push -q origin HEAD:main');
    repo.git('fetch -q').git('commit -q --amend -m ours');
    return attempt(repo, 'push -q --force origin HEAD:main', { remote: repo.at('remote') });
  });
  goesThrough('is in one of two branches that are pushed over', (repo, secret) => {
    const name = { [`${secret}.txt`]: 'x\n' };
    parted(repo, { 's.txt': 's\n' }, name)
      .git('clone -q --bare . ../remote')
      .git('remote add origin ../remote');
    repo.commit('more').checkout('side').commit('too', name);
    return attempt(repo, 'push -q origin main side', { remote: repo.at('remote') });
  });
});

describe('a tree that is in no commit', () => {
  const tagged = (repo: Repo, secret: string) => {
    const tree = repo.read('mktree', { input: `100644 blob ${repo.blob('x\n')}\t${secret}.txt\n` });
    return repo.git(`tag tree ${tree}`);
  };
  stopped('is told in a history', (repo, secret) => scanHistory(tagged(started(repo), secret)));
  stopped('is told in a push', (repo, secret) => {
    started(repo).git('clone -q --bare . ../remote').git('remote add origin ../remote');
    return attempt(tagged(repo, secret), 'push -q origin refs/tags/tree', { remote: repo.at('remote') });
  });

  rare('has the name of its tag for a place', async () => {
    const run = await scanHistory(tagged(started(), awsKeyId));

    expect(JSON.parse(run.stdout).findings[0].path).toBe('object of refs/tags/tree');
  });
});
