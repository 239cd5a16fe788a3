/** What was committed is amended or gets a fixup where nobody else has it; else it is told what is to be done. */
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { fakeGit } from '../../support/fake-git.ts';
import { fakes } from '../../support/fakes.ts';
import { bin, rare, someOf } from '../../support/keyhalt.ts';
import { aRepo, type Repo } from '../../support/repo.ts';
import { content, fixedJs, js, key, nothingBare, one, run, secret, staged, started } from './fixed.ts';

describe('what was committed', () => {
  rare('and is on no remote is amended by the user’s own commit, hooks and all', async () => {
    const repo = started().commit('leak', { 'a.js': js });
    repo.write({ '.git/hooks/pre-commit': '#!/bin/sh\necho ran >> ../hook-ran\n' });
    chmodSync(join(repo.root, '.git/hooks/pre-commit'), 0o755);

    const { code, said } = await run(repo);

    expect(code).toBe(0);
    expect(repo.read('log --format=%s|%an')).toBe('leak|Ada Author\nstart|Ada Author');
    expect(repo.read('show HEAD:a.js')).toBe(fixedJs.trimEnd());
    expect(repo.read('status --porcelain')).toBe('');
    expect(readFileSync(repo.beside('hook-ran'), 'utf8')).toBe('ran\n');
    expect(said).toContain('git reflog expire');
  });

  rare('and amended since is amended once more, whatever a reflog keeps of it', async () => {
    const repo = started().commit('leak', { 'a.js': js, '.env': `AWS_SECRET_ACCESS_KEY=${secret}\n` });
    repo.stage({ 'b.txt': 'b\n' }).git('commit -q --amend --no-edit');

    const { code, said } = await run(repo);

    expect(said).not.toContain('left in history');
    expect(code).toBe(0);
    expect(repo.read('log --format=%s')).toBe('leak\nstart');
    expect(repo.read('show HEAD:a.js')).toBe(fixedJs.trimEnd());
    expect(repo.read('ls-tree --name-only HEAD')).not.toContain('.env');
  });

  rare('before the last commit is left, also where its rule is for some files only', async () => {
    const rule =
      '[[rules]]\nid = "acme"\ndescription = "x"\nseverity = "high"\nkeywords = ["acme"]\nregex = "acme-[0-9]{6}"\npath = "[.]js$"\n';
    const repo = started()
      .commit('rule', { 'keyhalt.toml': rule })
      .commit('leak', { 'a.js': 'x("acme-123456");\n' })
      .commit('more', { 'a.js': 'x("acme-123456");\ny();\n' });

    expect((await run(repo)).said).toBe(nothingBare);
  });

  rare('before the last commit is not found by a bare fix, which says what finds it', async () => {
    const repo = started().commit('leak', { 'a.js': js }).commit('more', { b: 'b\n' });

    const { said } = await run(repo);

    expect(said).toContain('nor in the last commit');
    expect(said).toContain('keyhalt fix . looks at all files here');
    for (const words of [['.'], [one]])
      expect((await run(repo, words, { dryRun: true })).said).toContain('then: git commit --fixup=');
  });

  rare('with many secrets costs git no more questions than with one', async () => {
    const asked = async (count: number) => {
      const lines = Array.from(
        { length: count },
        (_, at) => `const k${at} = "${fakes(`many ${at}`).awsKeyId}";\n`,
      );
      const repo = started().commit('leak', { 'a.js': lines.join('') });
      const real = repo.run('sh', ['-c', 'command -v git']).stdout.trim();
      const counting = fakeGit(repo, `echo >> '${repo.beside('asked')}'; exec '${real}' "$@"`);
      vi.stubEnv('PATH', `${counting.PATH}:${process.env.PATH}`);
      const { said } = await run(repo, [], { dryRun: true });
      vi.unstubAllEnvs();
      expect(said).toContain('then: git commit --amend');
      return readFileSync(repo.beside('asked'), 'utf8').length;
    };

    expect(await asked(20)).toBe(await asked(1));
  });

  rare('is as it was when a hook refuses the amended commit', async () => {
    const repo = started().commit('leak', { 'a.js': js });
    repo.write({ '.git/hooks/pre-commit': `#!/bin/sh\necho no ${key} here\nexit 1\n` });
    chmodSync(join(repo.root, '.git/hooks/pre-commit'), 0o755);
    const head = repo.read('rev-parse HEAD');

    const { code, problem } = await run(repo);

    expect(code).toBe(2);
    expect(problem).toContain('a hook refused the commit, so nothing was changed');
    expect(repo.read('rev-parse HEAD')).toBe(head);
    expect(content(repo, 'a.js')).toBe(js);
    expect(repo.read('status --porcelain')).toBe('');
  });

  rare('is as it was when a hook stages more and then refuses', async () => {
    const repo = started().commit('leak', { 'a.js': js, '.env': `K=${key}\n` });
    const hook = '#!/bin/sh\necho more >> a.js; echo new > n; git add a.js n; exit 1\n';
    repo.write({ '.git/hooks/pre-commit': hook });
    chmodSync(join(repo.root, '.git/hooks/pre-commit'), 0o755);

    expect((await run(repo)).code).toBe(2);
    expect(repo.read('status --porcelain')).toBe('?? n');
    expect(content(repo, 'a.js')).toBe(js);
  });

  test.skipIf(process.platform === 'win32')(
    'is amended to the end when a signal comes meanwhile (where there are signals)',
    () => {
      const repo = started().commit('leak', { 'a.js': js });
      repo.write({ '.git/hooks/pre-commit': '#!/bin/sh\nkill -TERM "$(cat ../pid)"; sleep 0.2\n' });
      chmodSync(join(repo.root, '.git/hooks/pre-commit'), 0o755);

      const { code } = repo.run('sh', ['-c', `echo $$ > ../pid; exec "${join(bin, 'keyhalt')}" fix --yes`]);

      expect(code).toBe(0);
      expect(`${repo.read('show HEAD:a.js')}\n`).toBe(fixedJs);
      expect(repo.read('status --porcelain')).toBe('');
    },
  );

  rare('is as it was after the undo lines, file by file', async () => {
    const repo = started().commit('leak', { 'a.js': js, '.env': `K=${key}\n`, '.gitignore': 'x\n' });
    const state = () => [
      repo.read('rev-parse HEAD'),
      repo.read('ls-files -s'),
      repo.read('status --porcelain'),
    ];
    const before = state();

    const { said } = await run(repo);
    for (const [, line] of said.matchAll(/^undo: (.*)$/gm)) repo.run('sh', ['-c', line!]);

    expect(state()).toEqual(before);
  });

  test('and has others on it gets a fixup, which a rebase puts into it', async () => {
    const repo = started().commit('leak', { 'a.js': js }).commit('later', { b: 'b\n' });

    const { code, said } = await run(repo, ['a.js']);

    expect(code).toBe(1);
    const line = /^ {2}(GIT_SEQUENCE_EDITOR=.*)$/m.exec(said)![1]!;
    expect(repo.run('sh', ['-c', line]).code).toBe(0);
    expect(repo.read('log --format=%s')).toBe('later\nleak\nstart');
    expect(repo.read('show HEAD~1:a.js')).toBe(fixedJs.trimEnd());
  });

  rare.each([
    ['the first of all', aRepo],
    ['one that a merge came after', started],
  ])('also when it is %s: its fixup leaves all else as it was', async (_, make) => {
    const repo = make().commit('leak', { 'a.js': js }).branch('side').commit('side', { b: 'b\n' });
    repo
      .checkout('main')
      .commit('main', { c: 'c\n' })
      .git('merge -q --no-edit side')
      .git('branch -q -D side');
    const graph = repo.read('log --graph --format=%s');

    const { said } = await run(repo, ['a.js']);
    const line = /^ {2}(GIT_SEQUENCE_EDITOR=.*)$/m.exec(said)![1]!;
    expect(repo.run('sh', ['-c', line])).toMatchObject({ code: 0 });

    expect(repo.read('log --graph --format=%s')).toBe(graph);
    expect(repo.read('log --format= -p')).not.toContain(key);
  });

  rare('is not amended while something else is staged, or HEAD is on no branch', async () => {
    const repo = started().commit('leak', { 'a.js': js });
    const head = repo.read('rev-parse HEAD');
    repo.stage({ c: 'c\n' });

    expect((await run(repo)).problem).toMatch(/something else is staged/);
    repo.git('reset -q --hard').git('checkout -q --detach');
    expect((await run(repo)).problem).toMatch(/HEAD is on no branch/);
    expect(repo.read('rev-parse HEAD')).toBe(head);
    expect(content(repo, 'a.js')).toBe(js);
  });

  rare('keeps what of the file is not committed yet', async () => {
    const repo = started()
      .commit('leak', { 'a.js': js })
      .write({ 'a.js': `${js}mine();\n` });

    const { code, said } = await run(repo);

    expect(code).toBe(0);
    expect(said).toContain('a.js has changes that are not staged');
    expect(repo.read('show HEAD:a.js')).toBe(fixedJs.trimEnd());
    expect(content(repo, 'a.js')).toBe(`${fixedJs}mine();\n`);
  });

  rare('on two branches is not amended, and both are named', async () => {
    const repo = started().commit('leak', { 'a.js': js }).git('branch other');
    const head = repo.read('rev-parse HEAD');

    const { code, said } = await run(repo);

    expect(code).toBe(1);
    expect(said).toMatch(/in the history of refs\/heads\/other, too/);
    expect(repo.read('rev-parse HEAD')).toBe(head);
  });

  rare('and pushed is changed in the files, and history is left with what to do', async () => {
    const repo = started().commit('leak', { 'a.js': js });
    repo.git('init -q --bare ../remote').git('remote add origin ../remote').git('push -q -u origin main');
    const head = repo.read('rev-parse HEAD');

    const { code, said } = await run(repo);

    expect(code).toBe(1);
    expect(said).toMatch(/Rotate first: keyhalt respond kh1:/);
    expect(said).toMatch(/--replace-text/);
    expect(repo.read('rev-parse HEAD')).toBe(head);
    expect(`${staged(repo, 'a.js')}\n`).toBe(fixedJs);
  });

  rare('in a shallow clone is never called fixed, for not all of history is known', async () => {
    const repo = started().commit('more', { b: 'b\n' });
    repo.git(`clone -q --depth 1 file://${repo.root} ../shallow`);
    const shallow = repo.at('shallow').commit('leak', { 'a.js': js });

    const { code, said } = await run(shallow);

    expect(code).toBe(1);
    expect(said).toMatch(/note: not all of history is known: this clone is shallow/);
    expect(shallow.read('show HEAD:a.js')).toBe(fixedJs.trimEnd());
    expect((await run(shallow, [one], { replaceFile: '../x' })).problem).toMatch(
      /not all of history is known/,
    );
  });

  rare('is found by its fingerprint when no file has it any more', async () => {
    const repo = started().commit('leak', { 'a.js': js }).commit('gone', { 'a.js': 'x\n' });

    const { code, said } = await run(repo, [one]);

    expect(code).toBe(1);
    expect(said).toMatch(/at HEAD it is gone, or allowed by a comment/);
    expect(said).toMatch(/git rebase -i --rebase-merges [0-9a-f]{10}~1/);
  });
});

describe('what this branch does not hold is told with what leads to it', () => {
  const onSide = (repo: Repo) => repo.branch('side').commit('leak', { 'a.js': js });
  const holders: (readonly [string, (repo: Repo) => Repo, string, RegExp])[] = [
    [
      'a tag with it in its message',
      (repo) => repo.git(['tag', '-a', 'v1', '-m', `key ${key}`]),
      'object of refs/tags/v1 holds it',
      /git tag --delete/,
    ],
    [
      'a tag on a blob',
      (repo) => repo.git(`tag v1 ${repo.blob(js)}`),
      'object of refs/tags/v1 holds it',
      /git tag --delete/,
    ],
    [
      'a tag on commits of no branch',
      (repo) => onSide(repo).git('tag v1').checkout('main').git('branch -q -D side'),
      'it is in the history of refs/tags/v1, and not of this branch',
      /git tag --delete v1,/,
    ],
    [
      'another branch',
      (repo) => onSide(repo).checkout('main'),
      'it is in the history of refs/heads/side, and not of this branch',
      /git switch side,/,
    ],
    [
      'a stash',
      (repo) => repo.write({ 'README.md': js }).git('stash -q'),
      'it is in the history of refs/stash, and not of this branch',
      /git stash drop/,
    ],
    [
      'notes',
      (repo) => repo.git(['notes', 'add', '-m', js]),
      'it is in the history of refs/notes/commits, and not of this branch',
      /git update-ref -d refs\/notes\/commits/,
    ],
    [
      'the last commit, by its message',
      (repo) => repo.commit(`key ${key}`),
      'it stands in the message, a name or a header of commit',
      /git commit --amend/,
    ],
    [
      'an earlier commit, by its message',
      (repo) => repo.commit(`key ${key}`).commit('more'),
      'it stands in the message, a name or a header of commit',
      /git rebase -i/,
    ],
    [
      'a reflog alone',
      (repo) => repo.commit('leak', { 'a.js': js }).git('reset -q --hard HEAD~1'),
      'only a reflog, an older stash or the index of a work tree leads to it',
      /git reflog expire/,
    ],
  ];
  someOf(holders, 1)('%s', async (_, leak, why, how) => {
    const repo = leak(started());
    const head = repo.read('rev-parse HEAD');

    const { code, said } = await run(repo, [one]);

    expect(code).toBe(1);
    expect(said).toContain(`left in history: ${one}: ${why}`);
    expect(said.split('\n').at(-1)).toMatch(how);
    expect(repo.read('rev-parse HEAD')).toBe(head);
  });
});
