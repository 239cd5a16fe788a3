/** Folders of git with names that its answers do not simply tell. */
import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { gitFiles } from '../../src/git/git-files.ts';
import { mergeHeads } from '../../src/git/merge-heads.ts';
import { operationInProgress } from '../../src/git/operation.ts';
import { shallowCommits } from '../../src/git/revisions.ts';
import { fakes } from '../support/fakes.ts';
import { keyhalt, scanHistory } from '../support/keyhalt.ts';
import { aRepo, type Repo } from '../support/repo.ts';

const { awsKeyId } = fakes('git paths');
const here = ({ root: cwd, env }: Repo) => ({ cwd, env });

/** A work tree of which git's folder is elsewhere. @param name as printf writes it */
function apartFrom(name: string): Repo {
  const repo = aRepo();
  const script = `git init -q --template= --separate-git-dir="$(printf '${name}.')" ../apart`;
  const { code, stderr } = repo.run('sh', ['-c', script]);
  if (code !== 0) throw new Error(stderr);
  return repo.at('apart').commit('start', { a: 'a\n' });
}

describe('a line feed in the path of git’s folder', () => {
  const folder = '../one\\ntwo\\n';

  test('leads to what is there', () => {
    const repo = apartFrom(folder);

    const { common, index, folders } = gitFiles(here(repo));

    expect(common).toBe(repo.beside('one\ntwo\n.'));
    expect(folders).toEqual([common]);
    expect(existsSync(index)).toBe(true);
  });

  test('hides no merge', () => {
    const repo = apartFrom(folder).branch('side').commit('side', { a: 'side\n' }).checkout('main');
    repo.commit('main', { a: 'main\n' }).run('git', 'merge side');

    expect(mergeHeads(here(repo))).toEqual([repo.read('rev-parse side')]);
    expect(operationInProgress(here(repo))).toBe('merge');
  });

  test('hides nothing that was fetched and has no branch', async () => {
    const other = aRepo().commit('start', { a: 'a\n' }).branch('two').commit('leak', { b: awsKeyId });
    const repo = apartFrom(folder).git(['fetch', '-q', other.root, 'main', 'two']);

    expect((await scanHistory(repo)).stdout).toContain('"ruleId": "aws-access-key-id"');
  });

  test('hides no end of a shallow clone', () => {
    const repo = apartFrom(folder).commit('more', { a: 'more\n' });
    const head = repo.read('rev-parse HEAD');
    repo.git([
      'clone',
      '-q',
      '--depth=1',
      '--separate-git-dir=../three\nfour',
      `file://${repo.root}`,
      '../c',
    ]);

    expect(shallowCommits(here(repo.at('c')))).toEqual(new Set([head]));
  });
});

describe.skipIf(process.platform === 'darwin')('a path of git’s folder that is no UTF-8', () => {
  test.each<[string, (repo: Repo) => unknown]>([
    ['which files there are', (repo) => gitFiles(here(repo))],
    ['whether it is a merge', (repo) => mergeHeads(here(repo))],
    ['whether something was begun', (repo) => operationInProgress(here(repo))],
  ])('is a mistake to who asks %s', (_, ask) => {
    expect(() => ask(apartFrom('../l\\344t'))).toThrow('the path of this repository is no UTF-8');
  });

  test('gets no hooks into another folder', () => {
    const repo = apartFrom('../l\\344t');

    const { code, stderr } = keyhalt(repo, 'install');

    expect(code).toBe(2);
    expect(stderr).toContain('Rename its folders');
    expect(existsSync(repo.beside('l\ufffdt.'))).toBe(false);
  });
});

test('a folder that is gone is not taken for a git that is not there', () => {
  const repo = aRepo();

  expect(() => gitFiles({ cwd: repo.beside('gone'), env: repo.env })).toThrow('for nothing is there');
});
