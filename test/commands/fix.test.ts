// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shells and templates are what is written.
import { chmodSync, existsSync, linkSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type FixOptions, fix } from '../../src/commands/fix/fix.ts';
import { fingerprintOf } from '../../src/scan/detection.ts';
import { fakes } from '../support/fakes.ts';
import { bin, rare } from '../support/keyhalt.ts';
import { aRepo, type Repo } from '../support/repo.ts';

const { awsKeyId: key, awsSecret: secret } = fakes('fix');
const js = `const k = "${key}";\n`;
const fixedJs = 'const k = process.env.AWS_ACCESS_KEY_ID;\n';

interface Outcome {
  readonly code: number;
  readonly said: string;
  readonly problem?: string;
}

async function run(
  repo: Repo,
  words: readonly string[] = [],
  more: Partial<FixOptions> & { cwd?: string } = {},
): Promise<Outcome> {
  const lines: string[] = [];
  const { cwd = '.', ...options } = more;
  const repository = { cwd: join(repo.root, cwd), env: repo.env };
  const end = (outcome: Omit<Outcome, 'said'>): Outcome => {
    const said = lines.join('\n');
    expect(said + (outcome.problem ?? '')).not.toContain(key);
    expect(said + (outcome.problem ?? '')).not.toContain(secret);
    return { ...outcome, said };
  };
  try {
    const code = await fix(words, {
      repository,
      now: new Date(),
      yes: true,
      print: (line) => lines.push(line),
      ...options,
    });
    return end({ code });
  } catch (error) {
    return end({ code: 2, problem: `${(error as Error).message}: ${(error as { hint?: string }).hint}` });
  }
}

const content = (repo: Repo, path: string) => readFileSync(join(repo.root, path), 'latin1');
const staged = (repo: Repo, path: string) => repo.read(['show', `:${path}`]);
const started = () => aRepo().commit('start', { 'README.md': '# hi\n' });
/** Of the key. */
const one = fingerprintOf('aws-access-key-id', key);

describe('what is staged', () => {
  test('is rewritten in the index and the work tree, and the undo lines bring it back', async () => {
    const repo = started().stage({ 'a.js': js });

    const { code, said } = await run(repo);

    expect(code).toBe(0);
    expect([content(repo, 'a.js'), `${staged(repo, 'a.js')}\n`]).toEqual([fixedJs, fixedJs]);
    expect(said).toContain('-1 | const k = "AKIA************');
    for (const [, line] of said.matchAll(/^undo: (.*)$/gm)) repo.run('sh', ['-c', line!]);
    expect([content(repo, 'a.js'), `${staged(repo, 'a.js')}\n`]).toEqual([js, js]);
  });

  rare('is only shown with --dry-run, without a yes, and where nobody can be asked', async () => {
    const repo = started().stage({ 'a.js': js });
    const questions: string[] = [];

    const outcomes = [
      await run(repo, [], { dryRun: true }),
      await run(repo, [], { yes: false, ask: async (question) => questions.push(question) < 0 }),
      await run(repo, [], { yes: false }),
    ];

    expect(outcomes.map(({ code }) => code)).toEqual([1, 1, 2]);
    expect(outcomes.every(({ said }) => said.includes('+1 | const k = process.env'))).toBe(true);
    expect(questions).toEqual(['Change these files?']);
    expect([content(repo, 'a.js'), `${staged(repo, 'a.js')}\n`]).toEqual([js, js]);
  });

  rare('and the work tree that differs from it keep each their own, and it is said', async () => {
    const repo = started()
      .stage({ 'a.js': js })
      .write({ 'a.js': `${js}more();\n` });

    const { code, said } = await run(repo);

    expect(code).toBe(0);
    expect(said).toContain('a.js has changes that are not staged');
    expect(content(repo, 'a.js')).toBe(`${fixedJs}more();\n`);
    expect(`${staged(repo, 'a.js')}\n`).toBe(fixedJs);
  });

  test('of a file that is staged in part: what is not staged stays so', async () => {
    const lines = Array.from({ length: 20 }, (_, n) => `line(${n});\n`);
    const repo = started().commit('lines', { 'a.js': lines.join('') });
    repo.write({ 'a.js': `${js}${lines.join('')}end("${secret.slice(0, 5)}");\n` });
    repo.git('add -p', { input: 'y\nn\n' });

    const { code } = await run(repo);

    expect(code).toBe(0);
    expect(`${staged(repo, 'a.js')}\n`).toBe(`${fixedJs}${lines.join('')}`);
    expect(content(repo, 'a.js')).toBe(`${fixedJs}${lines.join('')}end("${secret.slice(0, 5)}");\n`);
  });

  rare.each([
    ['CRLF', js.replace('\n', '\r\n'), fixedJs.replace('\n', '\r\n')],
    ['a byte order mark', `\u00ef\u00bb\u00bf${js}`, `\u00ef\u00bb\u00bf${fixedJs}`],
    ['no line end', js.trimEnd(), fixedJs.trimEnd()],
    [
      'letters of several bytes',
      `// \u00c3\u00a9\n/* \u00c3\u00a9 */ ${js}`,
      `// \u00c3\u00a9\n/* \u00c3\u00a9 */ ${fixedJs}`,
    ],
  ])('keeps %s', async (_, before, after) => {
    const repo = started().stage({ 'a.js': Buffer.from(before, 'latin1') });

    expect((await run(repo)).code).toBe(0);
    expect(content(repo, 'a.js')).toBe(after);
  });

  rare.each(['sp ace.js', 'quo\'te".js', 'new\nline.js', 'ü/é.js', ':x.js', '-a.js', 'KEY/a.js'])(
    'may be called %j',
    async (template) => {
      const name = template.replace('KEY', key);
      const repo = started().stage({ [name]: js });

      const { code } = await run(repo);

      expect(code).toBe(name.includes(key) ? 1 : 0);
      expect(content(repo, name)).toBe(fixedJs);
      expect(repo.read(['cat-file', 'blob', `:${name}`])).toBe(fixedJs.trimEnd());
    },
    20_000,
  );

  test('keeps the mode of the file', async () => {
    const repo = started().write({ 'a.sh': `export A="${key}"\n` });
    chmodSync(join(repo.root, 'a.sh'), 0o755);
    repo.git('add a.sh');

    await run(repo);

    expect(content(repo, 'a.sh')).toBe('export A="${AWS_ACCESS_KEY_ID}"\n');
    expect(statSync(join(repo.root, 'a.sh')).mode & 0o777).toBe(0o755);
    expect(repo.read('ls-files -s a.sh')).toMatch(/^100755/);
  });

  rare('before the first commit, and in a repository of SHA-256', async () => {
    for (const repo of [aRepo(), aRepo({ objectFormat: 'sha256' })]) {
      repo.stage({ 'a.js': js, '.env': `K=${key}\n` });

      expect((await run(repo)).code).toBe(0);
      expect(content(repo, 'a.js')).toBe(fixedJs);
      expect(repo.read('ls-files')).toBe('a.js');
    }
  });

  rare('in a linked work tree', async () => {
    const repo = started().git('worktree add -q ../linked');
    const linked = repo.at('linked').stage({ 'a.js': js });

    expect((await run(linked)).code).toBe(0);
    expect(content(linked, 'a.js')).toBe(fixedJs);
  });

  test('and allowed stays', async () => {
    const repo = started().stage({ 'a.js': `const k = "${key}"; // keyhalt:allow the demo\n` });

    expect(await run(repo)).toEqual({ code: 0, said: 'keyhalt: nothing to fix.' });
  });

  rare('is left where it cannot be rewritten, and the rest is rewritten', async () => {
    const repo = started().stage({ 'a.js': js, 'b.json': `{"k": "${key}"}\n` });

    const { code, said } = await run(repo);

    expect(code).toBe(1);
    expect(said).toMatch(/left: b\.json:1 kh1:.*\.json file cannot ask/);
    expect(content(repo, 'a.js')).toBe(fixedJs);
  });
});

describe('a file that holds secrets', () => {
  rare('goes out of git, stays on the disk and is ignored', async () => {
    const repo = started().stage({ 'sub/.env': `K=${key}\n`, 'sub/.gitignore': 'x\r\n' });

    const { code } = await run(repo);

    expect(code).toBe(0);
    expect(content(repo, 'sub/.env')).toBe(`K=${key}\n`);
    expect(content(repo, 'sub/.gitignore')).toBe('x\r\n/.env\r\n');
    expect(repo.read('ls-files')).toBe('README.md\nsub/.gitignore');
  });

  test('is ignored by the nearest .gitignore that is a plain file, also where that took it back before', async () => {
    const repo = started().stage({ 'sub/.env': `K=${key}\n` });
    repo.write({ '.gitignore': 'y\n' });
    repo.write({ 'sub/.gitignore': { link: '../elsewhere' } });
    const before = repo.read('status --porcelain');

    const linked = await run(repo);
    expect(linked.code).toBe(0);
    repo.git('add -f sub/.env').write({ 'sub/.gitignore': '!/.env\n', '.gitignore': 'y\n' });

    const { code } = await run(repo);

    expect(before).toContain('A  sub/.env');
    expect(code).toBe(0);
    expect(content(repo, 'sub/.gitignore')).toBe('!/.env\n/.env\n');
  });

  rare('that nobody has added yet is ignored from now on', async () => {
    const repo = started().write({ '.env': `K=${key}\n` });

    expect((await run(repo)).code).toBe(0);
    expect(repo.read('status --porcelain')).toBe('?? .gitignore');
  });
});

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

  test('in a shallow clone is never called fixed, for not all of history is known', async () => {
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
    expect(said).toMatch(/no file at HEAD has it any more/);
    expect(said).toMatch(/git rebase -i --rebase-merges [0-9a-f]{10}~1/);
  });
});

describe('a place that is named', () => {
  rare('is a file, a folder or one line of it, seen from here', async () => {
    const two = `${js}const s = { awsSecretAccessKey: "${secret}" };\n`;
    const repo = started().stage({ 'sub/a.js': two, 'b.js': js });

    expect((await run(repo, ['a.js:1'], { cwd: 'sub' })).code).toBe(0);
    expect(content(repo, 'sub/a.js')).toBe(two.replace(js, fixedJs));
    expect(content(repo, 'b.js')).toBe(js);
    expect((await run(repo, ['sub'])).code).toBe(0);
    expect(content(repo, 'sub/a.js')).not.toContain(secret);
  });

  test.each([
    ['../x', /not in this repository/],
    ['nowhere.js', /neither tracks/],
    ['kh1:12', /no whole fingerprint/],
    [`kh1:${'0'.repeat(32)}`, /not found here/],
    ['module/a.js', /in a submodule/],
  ])('%s is a mistake that is told', async (word, problem) => {
    const repo = started();
    repo.git(`update-index --add --cacheinfo 160000,${repo.read('rev-parse HEAD')},module`);

    expect((await run(repo, [word])).problem).toMatch(problem);
  });
});

describe('what may have been pushed is not amended', () => {
  const withRemote = () =>
    started()
      .git('init -q --bare ../remote')
      .git('remote add origin ../remote')
      .git('push -q -u origin main');

  rare.each([
    [
      'because its upstream is gone',
      (repo: Repo) =>
        repo.git('push -q -u origin topic').git('push -q origin :topic').git('fetch -q --prune origin'),
      /may have been pushed: refs\/heads\/topic of origin, its upstream, is gone/,
    ],
    [
      'because only one branch is fetched',
      (repo: Repo) =>
        repo
          .git('config remote.origin.fetch +refs/heads/main:refs/remotes/origin/main')
          .git('push -q origin topic'),
      /may have been pushed: what is pushed to origin leaves no trace here/,
    ],
    [
      'because a remote is pushed to and never fetched from',
      (repo: Repo) => repo.git('config remote.other.pushurl ../remote').git('push -q other topic'),
      /may have been pushed: what is pushed to other leaves no trace here/,
    ],
    [
      'because another folder of refs has it',
      (repo: Repo) =>
        repo.git('config remote.origin.fetch +refs/heads/*:refs/up/*').git('push -q origin topic'),
      /Rotate first: keyhalt respond/,
    ],
  ])('%s', async (_, push, words) => {
    const repo = withRemote().git('checkout -q -b topic').commit('leak', { 'a.js': js });
    push(repo);
    const head = repo.read('rev-parse HEAD');

    const { code, said } = await run(repo);

    expect(code).toBe(1);
    expect(said).toMatch(words);
    expect(repo.read('rev-parse HEAD')).toBe(head);
    expect(content(repo, 'a.js')).toBe(fixedJs);
  });

  rare('but what was never pushed from a clone of an empty repository is', async () => {
    const repo = aRepo().git('init -q --bare ../remote').git('clone -q ../remote ../clone');
    const clone = repo.at('clone').commit('leak', { 'a.js': js });

    expect((await run(clone)).code).toBe(0);
    expect(`${clone.read('show HEAD:a.js')}\n`).toBe(fixedJs);
  });
});

describe('a file is left as a whole, in the index and on the disk, and it is said', () => {
  const latin = Buffer.from('caf\u00e9.js', 'latin1');
  test.each([
    ['where its name is not UTF-8', (repo: Repo) => repo.stage([[latin, js]]), /its name is not UTF-8/],
    [
      'where it is too large',
      (repo: Repo) => repo.stage({ 'a.js': js + '// x\n'.repeat(3_400_000) }),
      /larger than 16 MB/,
    ],
    [
      'where it is too large, and not staged',
      (repo: Repo) => repo.write({ 'a.js': js + '// x\n'.repeat(3_400_000) }),
      /larger than 16 MB/,
    ],
    [
      'where it has another name',
      (repo: Repo) => {
        repo.stage({ 'a.js': js });
        linkSync(join(repo.root, 'a.js'), repo.beside('b.js'));
      },
      /another name/,
    ],
    [
      'where it is out of a sparse checkout',
      (repo: Repo) =>
        repo.commit('leak', { 'out/a.js': js, 'in/b.js': 'b\n' }).git('sparse-checkout set --cone in'),
      /git does not look at it here/,
    ],
    [
      'where git is told that it never changes',
      (repo: Repo) => repo.commit('leak', { 'a.js': js }).git('update-index --assume-unchanged a.js'),
      /git does not look at it here/,
    ],
    [
      'where a filter keeps the secret out of git',
      (repo: Repo) =>
        repo
          .git(['config', 'filter.rot.clean', 'tr a-zA-Z n-za-mN-ZA-M'])
          .write({ '.gitattributes': '* filter=rot\n' })
          .stage({ '.env': `K=${key}\n` }),
      /a filter of \.gitattributes/,
    ],
  ])('%s', async (_, make, words) => {
    const repo = started();
    make(repo);
    const state = () => [
      repo.read('status --porcelain'),
      repo.read('ls-files -s -v'),
      repo.read('log --format=%H'),
    ];
    const before = state();

    const { code, said } = await run(repo);

    expect(said).toMatch(words);
    expect(code).toBe(1);
    expect(state()).toEqual(before);
  });

  rare('also where it is too large to be read at all', async () => {
    const repo = started().write({ big: '' });
    truncateSync(join(repo.root, 'big'), 513 * 1024 * 1024);

    const { code, said } = await run(repo);

    expect(said).toContain('left: big: it is larger than 512 MB, so it was not looked at');
    expect(code).toBe(1);
  });

  rare('but what lies behind a link is another file', async () => {
    const other = `// other\n${js}`;
    const repo = started()
      .stage({ 'd/a.js': js })
      .write({ 'e/a.js': other, d: { link: 'e' } });

    await run(repo);

    expect(content(repo, 'e/a.js')).toBe(other);
    expect(`${staged(repo, 'd/a.js')}\n`).toBe(fixedJs);
  });
});

describe('nothing is changed', () => {
  rare('where the last commit is another one when the question is answered', async () => {
    const repo = started().commit('leak', { 'a.js': js });

    const { problem } = await run(repo, [], {
      yes: false,
      ask: async () => {
        repo.commit('mine', { b: 'b\n' });
        return true;
      },
    });

    expect(problem).toMatch(/HEAD has moved/);
    expect(content(repo, 'a.js')).toBe(js);
    expect(repo.read('log --format=%s')).toBe('mine\nleak\nstart');
  });

  rare('where not all of the user’s own keys can be read', async () => {
    const repo = started().commit('settings', { 'keyhalt.toml': '[scan]\nown-keys = true\n' });
    repo.write({ 'a.js': js, '../home/.aws/credentials': 'aws_access_key_id = x\n' });

    for (const words of [[], ['a.js']]) expect((await run(repo, words)).problem).toMatch(/your own keys/);
    expect(content(repo, 'a.js')).toBe(js);
  });

  rare('while another git holds the index', async () => {
    const repo = started().stage({ 'a.js': js }).write({ '.git/index.lock': '' });

    const { problem } = await run(repo);

    expect(problem).toMatch(/Another git is at work here/);
    expect(content(repo, 'a.js')).toBe(js);
  });

  test('of a link, of what lies behind one, and of what is only meant to be added', async () => {
    const repo = started().stage({ 'a.js': { link: `x "${key}"` } });
    repo.stage({ 'folder/b.js': js }).at('.').write({ 'outside/b.js': js });
    repo.write({ folder: { link: '../outside' } });

    expect((await run(repo)).code).toBe(1);
    expect(staged(repo, 'folder/b.js')).toBe(fixedJs.trimEnd());
    repo.git('rm -q -f --cached a.js folder/b.js').write({ 'a.js': js }).git('add -N a.js');
    expect((await run(repo)).code).toBe(0);

    expect(readFileSync(repo.beside('outside/b.js'), 'utf8')).toBe(js);
    expect(content(repo, 'a.js')).toBe(fixedJs);
    expect(repo.read('diff --cached --name-only')).toBe('');
  });

  rare('where a file is read-only', async () => {
    const repo = started().stage({ 'a.js': js, 'b.js': js });
    chmodSync(join(repo.root, 'b.js'), 0o444);

    const { problem } = await run(repo);

    expect(problem).toMatch(/b\.js is read-only/);
    expect([content(repo, 'a.js'), `${staged(repo, 'a.js')}\n`]).toEqual([js, js]);
  });

  rare.each([
    ['merge', (repo: Repo) => repo.run('git', 'merge --no-commit --no-ff side')],
    ['rebase', (repo: Repo) => repo.run('git', 'rebase -q clash')],
    ['cherry-pick', (repo: Repo) => repo.run('git', 'cherry-pick clash')],
  ])('during a %s', async (name, begin) => {
    const repo = started().branch('side').commit('side', { b: 'b\n' }).checkout('main').branch('clash');
    repo.commit('clash', { a: 'a\n' }).checkout('main').commit('main', { a: 'other\n' });
    begin(repo);
    repo.write({ 'k.js': js });

    expect((await run(repo)).problem).toMatch(`a ${name} is not ended yet`);
    expect(content(repo, 'k.js')).toBe(js);
  });

  test('that was changed while the question was asked', async () => {
    const repo = started().stage({ 'a.js': js });

    const { problem } = await run(repo, [], {
      yes: false,
      ask: async () => {
        repo.write({ 'a.js': `${js}new();\n` });
        return true;
      },
    });

    expect(problem).toMatch(/has changed since it was shown/);
    expect(`${staged(repo, 'a.js')}\n`).toBe(js);
  });

  rare('where there is nothing to fix, or no work tree', async () => {
    expect(await run(started())).toEqual({ code: 0, said: 'keyhalt: nothing to fix.' });
    expect((await run(aRepo({ bare: true }))).problem).toMatch(/bare repository/);
  });
});

describe('the file for filter-repo', () => {
  const pushed = () => {
    const repo = started().commit(`leak ${key}`, { 'a.js': js });
    return repo
      .git('init -q --bare ../remote')
      .git('remote add origin ../remote')
      .git('push -q -u origin main');
  };

  rare('is private, outside of the repository, and gone when the person is done', async () => {
    const repo = pushed();
    let seen = '';
    const lines: string[] = [];

    const { code, said } = await run(repo, [one], {
      replaceText: true,
      untilDone: (cleanUp) => async () => {
        seen = /^(.*): holds the secret/m.exec(lines.join('\n'))![1]!;
        expect(statSync(seen).mode & 0o777).toBe(0o600);
        expect(statSync(join(seen, '..')).mode & 0o777).toBe(0o700);
        expect(readFileSync(seen, 'utf8')).toBe(`literal:${key}==>***REMOVED***\n`);
        cleanUp();
      },
      print: (line) => void lines.push(line),
    });

    expect(code).toBe(0);
    expect(said).toBe('');
    expect(existsSync(seen)).toBe(false);
    expect(lines.join('\n')).toContain('--replace-message');
    expect(lines.join('\n')).not.toContain(key);
  });

  rare('goes where it is told where nobody can be asked, but into no repository', async () => {
    const repo = pushed();

    expect((await run(repo, [one], { replaceText: true })).problem).toMatch(/nobody can be asked/);
    expect((await run(repo, [one], { replaceFile: 'x' })).problem).toMatch(/may not be in a repository/);
    repo.git('worktree add -q ../linked').git('init -q ../another');
    for (const replaceFile of ['../linked/x', '../another/x', '.git/x'])
      expect((await run(repo, [one], { replaceFile })).problem).toMatch(/may not be in a repository/);
    expect((await run(repo, [], { replaceFile: '../x' })).problem).toMatch(/wants fingerprints/);
    expect((await run(repo, [one], { replaceFile: '../x', dryRun: true })).problem).toMatch(/--dry-run/);
    expect(existsSync(repo.beside('x'))).toBe(false);
    const { code, said } = await run(repo, [one], { replaceFile: '../x' });
    expect(code).toBe(0);
    expect(said).toContain(`rm -f '${repo.beside('x')}'`);
    expect((await run(repo, [one], { replaceFile: '../x' })).problem).toMatch(/cannot be written/);
  });
});
