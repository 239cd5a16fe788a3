/** What is more than a plain commit is left to Node, whatever is staged: other hooks, merges, policies, a first commit. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Repo } from '../support/repo.ts';
import { aClone, answer, clean, harmless, leftToNode, plain } from './answers.ts';

test('the other hooks are left to Node', () => {
  const repo = aClone();

  for (const name of ['pre-merge-commit', 'pre-push', 'pre-receive', 'unheard-of'])
    expect(answer(repo, { args: [name] })).toEqual(leftToNode);
});

test('it can be switched off', () => {
  expect(answer(aClone(), { env: { KEYHALT_GATE: 'off' } })).toEqual(leftToNode);
});

describe('it leaves to Node', () => {
  test.each<readonly [string, (repo: Repo) => unknown]>([
    [
      'a policy that is staged',
      (repo) => repo.write({ 'keyhalt.toml': '' }).git('add .').write({ 'keyhalt.toml': null }),
    ],
    [
      'a policy that is committed, and gone from the work tree',
      (repo) =>
        repo
          .write({ 'keyhalt.toml': '', 'docs/keyhalt.toml': '', 'z/keyhalt.toml': '' })
          .git('add .')
          .git('commit -qm two')
          .write({ 'keyhalt.toml': null }),
    ],
    ['a first commit', (repo) => repo.git('checkout -q --orphan other')],
    ['a policy on the first line of an index', (repo) => onlyPolicy(repo)],
    ['a merge', (repo) => repo.write({ '.git/MERGE_HEAD': `${repo.read('rev-parse HEAD')}\n` })],
    ['a head that is gone', (repo) => repo.git('symbolic-ref HEAD refs/heads/gone')],
    ['an index that is none', (repo) => repo.write({ '.git/index': 'nothing\n' })],
  ])('%s', (_, make) => {
    const repo = aClone().write(harmless).git('add a.txt');
    expect(answer(repo)).toEqual(clean);

    make(repo);

    expect(answer(repo)).toEqual(leftToNode);
  });

  test('a merge of which only a variable tells', () => {
    const repo = aClone().write(harmless).git('add .');

    expect(
      answer(repo, { env: { [`GITHEAD_${'0'.repeat(40)}`]: 'topic', GIT_REFLOG_ACTION: 'merge topic' } }),
    ).toEqual(leftToNode);
  });

  test('a file that is not merged', () => {
    const repo = aClone().git('checkout -qb topic').write({ 'a.txt': 'theirs\n' }).git('commit -qam theirs');
    repo.git('checkout -q main').write({ 'a.txt': 'ours\n' }).git('commit -qam ours');
    repo.run('git', 'merge -q topic');
    repo.write({ '.git/MERGE_HEAD': null });

    expect(answer(repo)).toEqual(leftToNode);
  });
});

test.each<readonly [string, (repo: Repo) => unknown]>([
  ['that shortens names', (repo) => repo.git('update-index --index-version 4')],
  ['in two files', (repo) => repo.git('update-index --split-index')],
])('a policy is seen in an index %s, too', (_, make) => {
  const repo = aClone({ ...plain, 'keyhalt.toml': '[[rules]]\n', 'keyhalt.te': '' });
  make(repo.write({ 'a.txt': 'two\n', 'keyhalt.toml': null }).git('add a.txt'));

  expect(answer(repo)).toEqual(leftToNode);
});

test('a policy is seen from a folder below the work tree, too, where only variables say which that is', () => {
  const repo = aClone({ ...plain, 'keyhalt.toml': '[[rules]]\n', 'sub/b.txt': 'one\n' });
  repo.write({ 'sub/b.txt': 'two\n' }).git('add .');
  const env = { GIT_DIR: join(repo.root, '.git'), GIT_WORK_TREE: repo.root };

  expect(answer(repo, { cwd: join(repo.root, 'sub'), env })).toEqual(leftToNode);
});

/** An index that names a configuration, which is committed, in its first line. */
function onlyPolicy(repo: Repo): void {
  for (let attempt = 0; attempt < 100; attempt++) {
    const blob = repo.read('hash-object -w --stdin', { input: `# ${attempt}\n` });
    repo.git('read-tree --empty').git(`update-index --add --cacheinfo 100644,${blob},keyhalt.toml`);
    repo.git(['update-ref', 'HEAD', repo.read(['commit-tree', '-m', 'x', repo.read('write-tree')])]);
    const index = readFileSync(join(repo.root, '.git', 'index'), 'latin1');
    if (index.indexOf('\n') > index.indexOf('keyhalt.')) return;
  }
  throw new Error('every index had a line feed in front of the name');
}
