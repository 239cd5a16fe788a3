/** What git can hold besides commits on branches, each with a secret in it. */
import { fakes } from './fakes.ts';
import type { Repo } from './repo.ts';

export const secrets = ['one', 'two', 'three', 'four'].map((seed) => fakes(seed));
export const keyOf = (number: number): string => secrets[number % secrets.length]!.awsKeyId;

/**
 * Each is put on top of a history with a commit at HEAD; those that leave something staged or unfinished stand last, for
 * nothing is merged or stashed after them.
 */
export const features = {
  'an annotated tag': (repo) => repo.git(['tag', '-a', '-m', keyOf(0), 'v1']),
  'a tag on a tag': (repo) =>
    repo
      .git(['tag', '-a', '-m', keyOf(1), 'inner'])
      .git('tag -a -m outer outer inner')
      .git('tag -d inner'),
  'tags on a blob': (repo) => {
    const blob = repo.blob(`KEY=${keyOf(2)}\n`);
    return repo.git(`tag blob ${blob}`).git(`tag -a -m it annotated-blob ${blob}`);
  },
  'tags on a tree': (repo) => {
    const tree = repo.read('mktree', { input: `100644 blob ${repo.blob(`only ${keyOf(0)}`)}\tkey\n` });
    return repo.git(`tag tree ${tree}`).git(`tag -a -m it annotated-tree ${tree}`);
  },
  'a note': (repo) => repo.git(['notes', 'add', '-f', '-m', keyOf(1)]),
  stashes: (repo) =>
    repo
      .stage({ stashed: keyOf(2) })
      .write({ untracked: keyOf(0) })
      .git('stash -q -u')
      .stage({ stashed: 'b' })
      .git('stash -q'),
  'replaced objects': (repo) => {
    const blob = repo.blob(`replaced ${keyOf(0)}`);
    const commit = repo.read('rev-parse HEAD');
    const other = repo.read(['commit-tree', '-m', `replaces ${keyOf(1)}`, repo.read('write-tree')]);
    return repo
      .git(`update-ref refs/replace/${blob} ${repo.blob('none')}`)
      .git(`update-ref refs/replace/${commit} ${other}`);
  },
  'a second work tree': (repo) => {
    repo.git('worktree add -q --detach ../second');
    repo.at('second').commit('second', { 'second.txt': `second ${keyOf(0)}` });
    repo.at('second').stage({ staged: `staged there ${keyOf(1)}\n` });
    return repo;
  },
  'a branch and a tag of that name': (repo) => repo.git(`branch ${keyOf(1)}`).git(`tag t-${keyOf(2)}`),
  'a remote': (repo) => repo.git('update-ref refs/remotes/origin/main HEAD'),
  'a commit that is only in a reflog': (repo) =>
    repo.commit('reset', { reset: `reset ${keyOf(1)}` }).git('reset -q --hard HEAD~1'),
  'a branch that is gone': (repo) => {
    const head = repo.read('rev-parse HEAD');
    repo.git('checkout -q -b gone').commit(`gone ${keyOf(0)}`, { gone: keyOf(2) });
    return repo.git(`checkout -q --detach ${head}`).git('branch -q -D gone');
  },
  'an evil merge': (repo) => {
    const head = repo.read('rev-parse HEAD');
    const side = repo.read(['commit-tree', '-p', head, '-m', 'side', `${head}^{tree}`]);
    repo.git(`merge -q --no-ff --no-commit ${side}`).stage({ evil: `evil ${keyOf(2)}` });
    return repo.commit('evil').commit('good', { evil: null });
  },
  'a merge that leaves it out': (repo) => {
    const head = repo.read('rev-parse HEAD');
    repo.commit('in', { in: keyOf(3) });
    const merge = ['commit-tree', '-p', head, '-p', 'HEAD', '-m', 'out', `${head}^{tree}`];
    return repo.git(`reset -q --hard ${repo.read(merge)}`);
  },
  'a large file': (repo) => {
    const line = `${'some words '.repeat(9)}\n`;
    const lines = Array.from({ length: 16_000 }, (_, at) => (at % 999 === 0 ? `KEY=${keyOf(at)}\n` : line));
    return repo.commit('large', { large: lines.join('') }).commit('small', { large: null });
  },
  'pointers to content elsewhere': (repo) => {
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 1\n`;
    repo.commit('lfs', { 'a.bin': pointer }).commit('moved', { 'a.bin': null, 'moved/a.bin': pointer });
    return repo.stage({ 'c.bin': `${pointer}x y\n` });
  },
  'a submodule that is a commit of its own': (repo) => {
    const commit = repo.read(['commit-tree', '-m', `sub ${keyOf(3)}`, 'HEAD^{tree}']);
    repo.git(`update-ref refs/heads/sub ${commit}`);
    return repo.git(`update-index --add --cacheinfo 160000,${commit},sub`).commit('sub');
  },
  'an unrelated history': (repo) => {
    const tree = repo.read('mktree', { input: `100644 blob ${repo.blob(`orphan ${keyOf(0)}`)}\tpage\n` });
    return repo.git(`update-ref refs/heads/pages ${repo.read(['commit-tree', '-m', 'pages', tree])}`);
  },
  'names that are a pair': (repo) => {
    const { awsKeyId, awsSecret } = secrets[0]!;
    return repo.commit('pair', {
      [`pair/${awsKeyId}`]: 'x',
      [`pair/aws_secret_access_key=${awsSecret.replaceAll('/', 'x')}`]: 'x',
    });
  },
  'halves of a pair as names': (repo) => {
    const { awsKeyId, awsSecret } = secrets[0]!;
    return repo.commit('pair', {
      [`half/${awsKeyId}`]: 'x',
      [`half/${awsSecret.replaceAll('/', 'x')}`]: 'x',
    });
  },
  'a name in a tree that only a tag leads to': (repo) =>
    repo.git(`tag names ${repo.read('mktree', { input: `100644 blob ${repo.blob('x')}\t${keyOf(2)}\n` })}`),
  'a name in a commit that nothing leads to': (repo) => {
    const tree = repo.read('mktree', { input: `100644 blob ${repo.blob('x')}\t${keyOf(2)}\n` });
    repo.read(['commit-tree', '-m', 'x', tree]);
    return repo;
  },
  'a merge in another work tree': (repo) => {
    repo.git('worktree add -q --detach ../third');
    const third = repo.at('third');
    const head = third.read('rev-parse HEAD');
    const side = third.read(['commit-tree', '-p', head, '-m', `side ${keyOf(2)}`, `${head}^{tree}`]);
    third.git(`merge -q --no-ff --no-commit ${side}`);
    return repo;
  },
  'two heads that were fetched': (repo) => {
    const other = repo.at('other');
    repo.git('clone -q . ../other');
    other.git('checkout -q --detach').commit('a', { fetched: 'a' }).git('branch fetched-a');
    other.commit(`b ${keyOf(2)}`, { fetched: 'b' }).git('branch fetched-b');
    return repo.git('fetch -q ../other fetched-a fetched-b');
  },
  'what nothing leads to': (repo) => {
    repo.blob(`dangling ${keyOf(1)}`);
    return repo.git(['commit-tree', '-m', `dangling ${keyOf(2)}`, 'HEAD^{tree}']);
  },
  'a merge with a conflict': (repo) => {
    const head = repo.read('rev-parse HEAD');
    repo.commit('theirs', { conflict: `theirs ${keyOf(0)}\n` });
    const theirs = repo.read('rev-parse HEAD');
    repo.git(`reset -q --hard ${head}`).commit('ours', { conflict: `ours ${keyOf(1)}\n` });
    repo.run('git', `merge -q ${theirs}`);
    return repo;
  },
  'the second head of an unfinished octopus merge': (repo) => {
    const head = repo.read('rev-parse HEAD');
    const [a, b] = ['a', 'b'].map((name) => {
      const blob = repo.blob(`octopus ${name}`);
      const tree = repo.read('mktree', { input: `100644 blob ${blob}\t${name}\n` });
      return repo.read([
        'commit-tree',
        '-p',
        head,
        '-m',
        `octopus ${name} ${name === 'b' ? keyOf(2) : ''}`,
        tree,
      ]);
    });
    repo.run('git', `merge -q --no-commit ${a} ${b}`);
    return repo;
  },
  'a staged file': (repo) => repo.stage({ 'deep/staged.txt': `staged ${keyOf(2)}\n` }),
  'a staged file that history has': (repo) => repo.stage({ 'again.env': `KEY=${keyOf(0)}\nn=0\n` }),
  'a staged name': (repo) => repo.stage({ [`staged-${keyOf(2)}`]: 'x' }),
  'a file that is staged twice': (repo) =>
    repo.stage({ 'twice-a': `twice ${keyOf(2)}`, 'twice-b': `twice ${keyOf(2)}` }),
} satisfies Record<string, (repo: Repo) => Repo>;

export type Feature = keyof typeof features;

export const allFeatures = Object.keys(features) as Feature[];
