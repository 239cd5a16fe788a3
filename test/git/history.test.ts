/** `keyhalt scan --history` sees everything that git keeps, wherever it lies and whatever leads to it. */
import { describe, expect, test } from 'vitest';
import { scan } from '../../src/commands/scan.ts';
import { fakes } from '../support/fakes.ts';
import { keyhalt, rare, scanHistory, someOf } from '../support/keyhalt.ts';
import { aRepo, type Repo } from '../support/repo.ts';
import { stopped } from '../support/stopped.ts';

const env = (secret: string) => ({ '.env': `KEY=${secret}\n` });
const readme = { 'README.md': '# hi\n' };
/** What stands in a history must be told also when nothing of it is at HEAD any more. */
const kept = (name: string, build: (repo: Repo, secret: string) => Repo) =>
  stopped(name, (repo, secret) => scanHistory(build(repo.commit('start', readme), secret)));

describe('everything that git keeps', () => {
  kept('a file at HEAD', (repo, secret) => repo.commit('key', env(secret)));
  kept('one that was taken out again', (repo, secret) =>
    repo.commit('key', env(secret)).commit('no key', { '.env': null }),
  );
  kept('on another branch', (repo, secret) =>
    repo.branch('other').commit('key', env(secret)).checkout('main'),
  );
  kept('in the first commit of an unrelated history', (repo, secret) =>
    repo.git('checkout -q --orphan pages').commit('key', env(secret)).checkout('main'),
  );
  kept('in a stash', (repo, secret) => repo.write({ 'README.md': secret }).git('stash -q'));
  kept('in an untracked file of a stash', (repo, secret) => repo.write(env(secret)).git('stash -q -u'));
  kept('in a stash that is not the last one', (repo, secret) =>
    repo.write({ 'README.md': secret }).git('stash -q').write({ 'README.md': 'b' }).git('stash -q'),
  );
  kept('only in the reflog', (repo, secret) => repo.commit('key', env(secret)).git('reset -q --hard HEAD~1'));
  kept('in the reflog of a branch that is gone', (repo, secret) =>
    repo.branch('gone').commit('key', env(secret)).checkout('main').git('branch -q -D gone'),
  );
  kept('staged', (repo, secret) => repo.stage(env(secret)));
  kept('in the index of another work tree', (repo, secret) => {
    repo.git('worktree add -q ../second -b second');
    repo.at('second').stage(env(secret));
    return repo;
  });
  kept('in a detached HEAD of another work tree', (repo, secret) => {
    repo.git('worktree add -q --detach ../second');
    repo.at('second').commit('key', env(secret));
    repo.at('second').git('reflog expire --expire=now --all');
    return repo;
  });
  /** A commit with the key that only this ref names. */
  const named = (repo: Repo, ref: string, secret: string) => {
    const tree = repo.read('mktree', { input: `100644 blob ${repo.blob(secret)}\tkey\n` });
    return repo.git(`update-ref ${ref} ${repo.read(['commit-tree', tree, '-m', 'x'])}`);
  };
  for (const ref of ['refs/bisect/bad', 'refs/worktree/mine', 'refs/rewritten/onto', 'BISECT_HEAD'])
    kept(`in a ${ref} of another work tree alone`, (repo, secret) => {
      repo.git('worktree add -q --detach ../second');
      named(repo.at('second'), ref, secret);
      return repo;
    });
  kept('in a refs/bisect/bad of the main work tree, seen from another one', (repo, secret) => {
    named(repo, 'refs/bisect/bad', secret).git('worktree add -q --detach ../second');
    return repo.at('second');
  });
  kept('in what a rebase has put aside', (repo, secret) => {
    repo.branch('side').commit('side', { 'README.md': 'side\n' }).checkout('main');
    repo.commit('main', { 'README.md': 'main\n' }).commit('other', { other: 'x\n' });
    repo.write({ other: secret }).run('git', 'rebase -q --autostash side');
    return repo;
  });
  kept('a side of a conflict', (repo, secret) => {
    repo.branch('side').commit('side', { 'README.md': secret });
    repo.checkout('main').commit('main', { 'README.md': 'main\n' });
    repo.run('git', 'merge -q side');
    return repo.git('branch -q -D side').git('reflog expire --expire=now --all');
  });
  kept('in the message of a commit', (repo, secret) => repo.commit(`use ${secret}`));
  kept('in a message, behind a NUL', (repo, secret) => {
    const head = repo.read('cat-file commit HEAD');
    const commit = repo.read('hash-object -t commit -w --stdin --literally', {
      input: `${head}\n\0${secret}\n`,
    });
    return repo.git(`update-ref refs/heads/odd ${commit}`);
  });
  kept('in the name of an author', (repo, secret) =>
    repo.git(['commit', '-q', '--allow-empty', '-m', 'x'], { env: { GIT_AUTHOR_NAME: secret } }),
  );
  kept('in a header of a commit that no one knows', (repo, secret) => {
    const head = repo.read('cat-file commit HEAD').replace(/^committer .*$/m, `$&\nnote ${secret}`);
    return repo.git(
      `update-ref refs/heads/odd ${repo.read('hash-object -t commit -w --stdin', { input: `${head}\n` })}`,
    );
  });
  kept('in the message of a tag', (repo, secret) => repo.git(['tag', '-a', '-m', secret, 'v1']));
  kept('in a tag of a tag', (repo, secret) =>
    repo.git(['tag', '-a', '-m', secret, 'v1']).git('tag -a -m outer v2 v1').git('tag -d v1'),
  );
  kept('in a tag on a blob', (repo, secret) => repo.git(`tag blob ${repo.blob(secret)}`));
  kept('in a blob, and in the name of the tag on it', (repo, secret) =>
    repo.git(`tag ${secret} ${repo.blob(secret)}`),
  );
  kept('in a tag on a tree', (repo, secret) => {
    const tree = repo.read('mktree', { input: `100644 blob ${repo.blob(secret)}\tkey\n` });
    return repo.git(`tag tree ${tree}`);
  });
  kept('in a note', (repo, secret) => repo.git(['notes', 'add', '-m', secret]));
  kept('in the original of a replaced object', (repo, secret) => {
    repo.commit('key', env(secret));
    return repo.git(`replace ${repo.read('rev-parse HEAD:.env')} ${repo.blob('none')}`);
  });
  kept('in what replaces an object', (repo, secret) => {
    repo.commit('none', env('none'));
    return repo.git(`replace ${repo.read('rev-parse HEAD:.env')} ${repo.blob(secret)}`);
  });
  kept('in a file name', (repo, secret) => repo.commit('key', { [`${secret}.txt`]: 'x\n' }));
  kept('in the name of a folder, gone since', (repo, secret) =>
    repo.commit('key', { [`a/${secret}/b.txt`]: 'x\n' }).commit('gone', { [`a/${secret}/b.txt`]: null }),
  );
  kept('in the name of a branch', (repo, secret) => repo.git(`branch ${secret}`));
  kept('in a file, and in the name of the branch that has it', (repo, secret) =>
    repo.branch(secret).commit('key', env(secret)),
  );
  kept('in a merge that adds it by itself', (repo, secret) => {
    repo.branch('side').commit('side', { side: 's\n' }).checkout('main').commit('main', { main: 'm\n' });
    repo.git('merge -q --no-ff --no-commit side').stage(env(secret));
    return repo.commit('evil').commit('gone', { '.env': null });
  });
  kept('in a file that attributes call binary', (repo, secret) =>
    repo.commit('key', { '.gitattributes': '* -diff\n', ...env(secret) }).commit('gone', { '.env': null }),
  );
  kept('packed', (repo, secret) =>
    repo.commit('key', env(secret)).commit('gone', { '.env': null }).git('repack -q -a -d'),
  );
});

describe('what nothing leads to', () => {
  const dangling = (repo: Repo, secret: string) => {
    repo.commit('start', readme).blob(`KEY=${secret}\n`);
    return repo;
  };

  test('is not looked at', async () => {
    const run = await scanHistory(dangling(aRepo(), fakes().awsKeyId));
    expect(run.code).toBe(0);
  });

  rare('is, with --all-objects, and labelled', async () => {
    const run = await scanHistory(dangling(aRepo(), fakes().awsKeyId), { allObjects: true });
    expect(run.code).toBe(1);
    expect(JSON.parse(run.stdout).findings[0].path).toMatch(
      /^dangling object [0-9a-f]{10}, which no push would carry$/,
    );
  });
});

describe('a history of which something is missing', () => {
  const lose = (repo: Repo, name: string) => {
    const oid = repo.read(`rev-parse ${name}`);
    repo.run('rm', `-f .git/objects/${oid.slice(0, 2)}/${oid.slice(2)}`);
    return oid;
  };
  const leaking = () =>
    aRepo()
      .commit('key', env(fakes().awsKeyId))
      .commit('more', { '.env': null, 'a/b.txt': 'b\n', c: 'c\n' })
      .commit('gone', { 'a/b.txt': null, c: null });

  test.each([
    ['a file', ['HEAD~1:c'], 'is missing here'],
    ['two files', ['HEAD~1:c', 'HEAD~1:a/b.txt'], '2 objects are missing here, such as'],
    ['a folder', ['HEAD~1:a'], 'is missing here'],
  ])('%s: what else is there is told, and that it is not all', async (_, names, words) => {
    const repo = leaking();
    const lost = names.map((name) => lose(repo, name));

    const { code, stdout, stderr } = await scanHistory(repo);

    const report = JSON.parse(stdout);
    expect(code).toBe(1);
    expect(report).toMatchObject({ complete: false, findings: [{ ruleId: 'aws-access-key-id' }] });
    expect(report.coverage.asked - report.coverage.scanned).toBe(lost.length);
    expect(stderr).toContain(words);
    expect(stderr).toContain('git fetch --refetch --no-filter');
    expect(report.findings).toMatchObject([{ path: '.env' }]);
    // Of commits that nobody can compare it is not known what they took out.
    expect(report.findings[0].exposure === undefined).toBe(names[0] === 'HEAD~1:a');
  });

  test('a file that its name tells of is told, too', async () => {
    const repo = leaking().commit('named', { 'run/aws_secret_access_key': `${fakes().awsSecret}\n` });
    lose(repo, 'HEAD~2:a');

    const { findings } = JSON.parse((await scanHistory(repo)).stdout);

    expect(findings.map(({ path }: { path: string }) => path)).toEqual(['run/aws_secret_access_key']);
  });

  test('is never called clean, nor the next time', () => {
    const repo = aRepo().commit('one', { a: 'a\n' }).commit('two', { a: 'b\n' });
    lose(repo, 'HEAD~1:a');

    for (let time = 0; time < 2; time++)
      expect(keyhalt(repo, 'scan --history')).toMatchObject({
        code: 2,
        stdout: expect.stringContaining('1 not read, NOT complete'),
        stderr: expect.stringContaining('is missing here'),
      });
  });
});

test('a branch that leads to nothing is not passed over, though the environment asks git to', async () => {
  const repo = aRepo()
    .commit('start', readme)
    .write({ '.git/refs/heads/broken': `${'1234567890'.repeat(4)}\n` });

  const { code, stderr } = keyhalt(repo, 'scan --history', { env: { GIT_REF_PARANOIA: '0' } });

  expect(code).toBe(2);
  expect(stderr).toContain('refs/heads/broken');
});

describe('of a shallow clone', () => {
  const shallow = (repo: Repo) => {
    repo.commit('start', readme).commit('more', { 'b.txt': 'b\n' });
    repo.at('.').git(['clone', '-q', '--depth', '1', `file://${repo.root}`, 'clone']);
    return repo.at('clone');
  };

  test('what is here is told, and that it is not all', async () => {
    const { code, stdout } = await scanHistory(shallow(aRepo().commit('key', env(fakes().awsKeyId))));

    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ complete: false, findings: [{ path: '.env' }] });
  });

  rare('nothing is never called clean', async () => {
    const { code, stderr } = await scanHistory(shallow(aRepo()));

    expect(code).toBe(2);
    expect(stderr).toContain('this clone is shallow');
    expect(stderr).toContain('git fetch --unshallow');
  });
});

test.each([false, true])('an empty repository holds nothing, bare: %s', async (bare) => {
  const { code, stdout } = await scanHistory(aRepo({ bare }));

  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ complete: true, coverage: { asked: 0, scanned: 0, refs: 0 } });
});

rare('in a SHA-256 repository the same is told', async () => {
  const repo = aRepo({ objectFormat: 'sha256' })
    .commit('key', env(fakes().awsKeyId))
    .commit('gone', { '.env': null });
  const { findings } = JSON.parse((await scanHistory(repo)).stdout);

  expect(findings).toMatchObject([
    { exposure: { isAtHead: false, gone: { commit: repo.read('rev-parse HEAD') } } },
  ]);
});

test('each object is read once, and counted by kind', async () => {
  const repo = aRepo().commit('start', readme).commit('again', { copy: '# hi\n' }).git('tag -a -m tag v1');
  const { coverage, complete } = JSON.parse((await scanHistory(repo)).stdout);

  expect(complete).toBe(true);
  expect(coverage).toMatchObject({
    asked: 7,
    scanned: 7,
    kinds: { blob: 1, tree: 2, commit: 2, tag: 1, text: 1 },
    refs: 2,
  });
});

rare('the text report stays short, however many secrets there are in however many places', () => {
  const [everywhere, commits, files] = [fakes().awsKeyId, 60, 10];
  const stream = Array.from({ length: commits }, (_, commit) => [
    `commit refs/heads/${'long'.repeat(15)}-${commit}\nmark :${commit + 1}\n`,
    `committer A <a@example.com> ${1_700_000_000 + commit} +0000\ndata 0\n`,
    commit === 0 ? '' : `from :${commit}\n`,
    ...Array.from({ length: files }, (_, file) => {
      const text = `FIRST=${everywhere}\nKEY=${fakes().awsKeyId}\n`;
      return `M 644 inline ${commit}/${file}.env\ndata ${text.length}\n${text}\n`;
    }),
  ]);
  const repo = aRepo().git('fast-import --quiet', { input: stream.flat().join('') });

  const { code, stdout } = keyhalt(repo, 'scan --history');

  const shown = stdout.match(/^ {2}kh1:/gm)!.length;
  expect(code).toBe(1);
  expect(shown).toBe(100);
  expect(stdout).toContain(`and ${commits * files + 1 - shown} more findings: --verbose shows all.`);
  expect(stdout.split('\n').length).toBeLessThanOrEqual(100 * 12);
  expect(stdout.length).toBeLessThan(100 * 12 * 120);
});

describe('what tags hold that are on no commit is told with the tag', () => {
  const secret = fakes().awsKeyId;
  const treeOf = (repo: Repo) =>
    repo.read('mktree', { input: `100644 blob ${repo.blob(secret)}\tprod.env\n` });
  const tagged: readonly (readonly [string, (repo: Repo) => Repo, readonly string[]])[] = [
    ['a tag on a tree', (repo) => repo.git(`tag v1 ${treeOf(repo)}`), ['refs/tags/v1:prod.env']],
    [
      'an annotated tag on a tree',
      (repo) => repo.git(`tag -a -m x v1 ${treeOf(repo)}`),
      ['refs/tags/v1:prod.env'],
    ],
    [
      'a tag on a tag on a tree, with a folder in it',
      (repo) => {
        const tree = repo.read('mktree', { input: `040000 tree ${treeOf(repo)}\tdeploy\n` });
        return repo.git(`tag -a -m x inner ${tree}`).git('tag -a -m x outer inner').git('tag -d inner');
      },
      ['refs/tags/outer:deploy/prod.env'],
    ],
    [
      'an annotated tag on a blob',
      (repo) => repo.git(`tag -a -m x v1 ${repo.blob(secret)}`),
      ['object of refs/tags/v1'],
    ],
    [
      'a tag on a tree with a folder in which a name is one',
      (repo) => {
        const inner = repo.read('mktree', { input: `100644 blob ${repo.blob('x')}\t${secret}\n` });
        const tree = repo.read('mktree', { input: `040000 tree ${inner}\tdeploy\n` });
        return repo.git(`tag v1 ${tree}`);
      },
      ['file name in refs/tags/v1:deploy'],
    ],
    [
      'a tag on a tree, and a commit',
      (repo) => repo.git(`tag v1 ${treeOf(repo)}`).commit('key', { 'a/b.env': secret }),
      ['a/b.env'],
    ],
    [
      'a tag on a tree with an allowed path',
      (repo) =>
        repo
          .git(`tag v1 ${treeOf(repo)}`)
          .git(`tag v2 ${repo.blob(secret)}`)
          .stage({ 'keyhalt.toml': '[[allow]]\npaths = ["prod.env"]\nreason = "made up"\n' }),
      ['object of refs/tags/v2'],
    ],
  ];

  someOf(tagged, 1)('%s', async (_, tag, paths) => {
    const repo = tag(aRepo().commit('start', readme));
    const cache = repo.beside('cache');

    for (const means of [{}, { cache }, { cache }]) {
      const { findings } = await scan(
        { cwd: repo.root, env: repo.env },
        { history: true },
        { now: new Date(0), means },
      );

      expect(findings[0]!.appearances.map(({ path }) => path)).toEqual(paths);
    }
  });
});
