/** What git says of the changes of each commit is taken for that of no other one. */
import { expect, test } from 'vitest';
import { commitGraph } from '../../src/git/commit-graph.ts';
import { edgeChanges } from '../../src/git/edges.ts';
import { fakeGit } from '../support/fake-git.ts';
import { aRepo, type Repo } from '../support/repo.ts';

const history = () => aRepo().commit('start', { a: 'a\n' }).commit('more', { a: 'b\n' });

/** The commits of the changes to a file, as a git tells them that does this to what it prints of changes. */
async function changedIn(repo: Repo, oid: string, script: string, isLacking = false) {
  const repository = { cwd: repo.root, env: repo.env };
  const graph = await commitGraph(repository);
  const real = repo.read(['--exec-path']);
  const env = {
    ...repo.env,
    ...fakeGit(repo, `PATH=${process.env.PATH}; ${script.replaceAll('GIT', `'${real}/git'`)}`),
  };
  const wants = ({ newOid, oldOid }: { newOid: string; oldOid: string }) => newOid === oid || oldOid === oid;
  const question = { folders: false, wants, objects: new Set([oid]), isLacking };
  const { changes } = await edgeChanges({ cwd: repo.root, env }, graph, question);
  return changes.map(({ commit }) => graph.oidOf(commit));
}

test.each(['s/$/ HEAD/', 's/^/x/', '1s/.*//'])(
  'a list of commits that sed %j changed is an error',
  async (edit) => {
    const repo = history();
    const real = `'${repo.read(['--exec-path'])}/git'`;
    const env = { ...repo.env, ...fakeGit(repo, `PATH=${process.env.PATH}; ${real} "$@" | sed '${edit}'`) };

    await expect(commitGraph({ cwd: repo.root, env })).rejects.toThrow('git printed');
  },
);

test('changes are those of the commit that git names in front of them', async () => {
  const repo = history();
  const oid = repo.read('rev-parse HEAD:a');

  expect(await changedIn(repo, oid, 'exec GIT "$@"')).toEqual([repo.read('rev-parse HEAD')]);
});

test('each edge of a long history is asked for once', async () => {
  const commits = Array.from(
    { length: 1000 },
    (_, nth) =>
      `commit refs/heads/main\ncommitter C <c@example.com> ${1_600_000_000 + nth} +0000\ndata 0\nM 644 inline a\ndata 2\n${nth % 2}\n`,
  );
  const repo = aRepo().git('fast-import --quiet', { input: commits.join('') });

  expect(await changedIn(repo, repo.read('rev-parse HEAD:a'), 'exec GIT "$@"')).toHaveLength(999);
});

test.each([
  ['an earlier one', 's/.*/START/'],
  ['a later one', 's/.*/HEAD/'],
])('commits that are asked for are told, not %s, also where nothing is wanted of them', async (_, how) => {
  const repo = history();
  const [start, head] = ['HEAD~', 'HEAD'].map((name) => repo.read(['rev-parse', name]));
  const edit = how.replace('START', start!).replace('HEAD', head!);
  const script = `sed '${edit}' | GIT "$@"`;

  await expect(changedIn(repo, '0123456789'.repeat(4), script)).rejects.toThrow(
    'git answered with changes of other commits than it was asked for',
  );
});

const first = 'head -n 1 | GIT "$@"';
test.each([
  ['cannot go on', `${first}; exit 128`, false, 'exit code 128'],
  ['is killed', `${first}; kill -9 $$`, true, 'signal SIGKILL'],
  ['is killed when it seems to have told all', 'GIT "$@"; kill -9 $$', true, 'signal SIGKILL'],
  ['ends as if it had told all', first, false, 'other commits than it was asked for'],
  ['ends within the last change', 'GIT "$@" | head -c -1', false, 'cannot be read to its end'],
  ['ends so where trees may be missing', first, true, 'other commits than it was asked for'],
])('a git that %s is an error', async (_, script, isLacking, error) => {
  const repo = history();
  const oid = repo.read('rev-parse HEAD:a');

  await expect(changedIn(repo, oid, script, isLacking)).rejects.toThrow(error);
});
