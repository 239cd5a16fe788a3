import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fakes } from '../support/fakes.ts';
import { rare } from '../support/keyhalt.ts';
import { aRepo, type Repo } from '../support/repo.ts';
import { placesOf, scanned, skipsOf } from '../support/scan-input.ts';
import { runs } from '../support/scanning.ts';

const scanPatch = (repo: Repo, patch: string, stdinName?: string) =>
  scanned(
    repo,
    { paths: ['-'], patch: true, ...(stdinName === undefined ? {} : { stdinName }) },
    { input: patch },
  );
const line = () => `KEY=${fakes().awsKeyId}\n`;
const lines = (count: number) => Array.from({ length: count }, (_, at) => `line ${at + 1}\n`).join('');

describe('of a change', () => {
  test('what is added is found at its line of its file', async () => {
    const repo = aRepo().commit('start', { 'my notes': lines(40), gone: line() });
    repo.write({ 'my notes': lines(30) + line() + lines(10), new: line(), gone: null }).git('add -A');

    const report = await scanPatch(repo, repo.read('diff --cached'));

    expect(placesOf(report)).toEqual(['my notes:31 aws-access-key-id', 'new:1 aws-access-key-id']);
    expect(report).toMatchObject({
      what: 'patch',
      complete: true,
      coverage: { asked: 4, scanned: 4, kinds: { file: 4 } },
    });
  });

  rare('what stands around it, was taken out, or only moved is not', async () => {
    const [a, b, c] = [line(), line(), line()];
    const repo = aRepo().commit('start', { x: `${a}${b}${lines(20)}${c}` });
    repo.write({ x: `  ${a}new\n${lines(20)}` });

    expect(placesOf(await scanPatch(repo, repo.read('diff')))).toEqual([]);
  });

  test('a context line speaks for what is added beside it; without it nothing does', async () => {
    const { awsKeyId, awsSecret } = fakes();
    const repo = aRepo().commit('start', { x: `${awsKeyId}\n${lines(3)}` });
    repo.write({ x: `${awsKeyId}\nvalue ${awsSecret}\n${lines(3)}` });

    const report = await scanPatch(repo, repo.read('diff -U0'));
    const near = await scanPatch(repo, repo.read('diff'));

    expect(placesOf(report)).toEqual([]);
    expect(placesOf(near)).toEqual(['x:2 aws-secret-access-key']);
    expect(near.findings[0]!.pairedWith).toMatchObject({ line: 1 });
    expect(near.findings[0]!.why[0]).toMatch(/on line 1$/);
  });

  rare('halves that are added in two hunks, a few lines apart, are a pair', async () => {
    const { awsKeyId, awsSecret } = fakes();
    const repo = aRepo().commit('start', { x: `${lines(20)}id\na\nb\nsecret\n` });
    repo.write({ x: `${lines(20)}${awsKeyId}\na\nb\nvalue ${awsSecret}\n` });

    const { findings } = await scanPatch(repo, repo.read('diff -U0'));

    expect(findings).toMatchObject([{ appearances: [{ line: 24 }], pairedWith: { line: 21 } }]);
    expect(findings[0]!.why[0]).toMatch(/on line 21$/);
  });

  test('a value of UTF-16 is seen, and lines that end with \\r\\n', async () => {
    const repo = aRepo().commit('start', { x: 'a\r\nb\r\n' });
    repo.write({
      x: `a\r\nb\r\n${line().replace('\n', '\r\n')}`,
      y: Buffer.from(`\ufeffa\n${line()}`, 'utf16le'),
    });
    repo.git('add -A');

    const report = await scanPatch(repo, repo.read('diff --cached --text'));

    expect(placesOf(report)).toContain('x:3 aws-access-key-id');
  });

  rare('the diff of a merge tells what the merge itself slips in', async () => {
    const repo = aRepo()
      .commit('start', { x: lines(9) })
      .branch('side')
      .commit('side', { x: `${lines(9)}s\n` });
    repo
      .checkout('main')
      .commit('main', { x: `m\n${lines(9)}` })
      .git('merge -q --no-commit side');
    repo.commit('merge', { x: `m\n${lines(4)}${line()}${lines(9)}s\n` });

    expect(placesOf(await scanPatch(repo, repo.read('show --format=')))).toEqual(['x:6 aws-access-key-id']);
  });
});

describe('of mails', () => {
  test('each is a change of its own, and all the words of it are read', async () => {
    const [a, b] = [line(), fakes().awsKeyId];
    const repo = aRepo().commit('start', { x: lines(9) });
    repo.commit('add', { x: lines(9) + a }).commit(`take out\n\nit was ${b}`, { x: lines(9) });

    const report = await scanPatch(repo, repo.read('format-patch --stdout -2'));

    expect(placesOf(report)).toEqual([
      expect.stringMatching(/^patch:\d+ aws-access-key-id$/),
      'x:10 aws-access-key-id',
    ]);
    expect(report.findings[0]!.appearances[0]!.excerpt).toMatch(/^it was AKIA/);
  });

  rare('--stdin-name is where the words stand', async () => {
    const repo = aRepo().commit(`start\n\n${line()}`, { x: 'x\n' });

    const report = await scanPatch(repo, repo.read('format-patch --stdout --root -1'), '0001.patch');

    expect(placesOf(report)).toEqual([expect.stringMatching(/^0001\.patch:\d+ /)]);
  });
});

describe('a name with a key in it', () => {
  const name = `n-${fakes().awsKeyId}.txt`;
  const named = () => aRepo().commit('start', { [name]: lines(9), other: 'x\n' });

  test.each<readonly [string, (repo: Repo) => Repo]>([
    ['is taken away', (repo) => repo.git(`rm -q ${name}`)],
    ['is edited', (repo) => repo.stage({ [name]: lines(8) })],
    ['becomes another one', (repo) => repo.git(`mv ${name} clean.txt`)],
    ['becomes executable', (repo) => repo.git(`update-index --chmod=+x ${name}`)],
    ['becomes binary', (repo) => repo.stage({ [name]: 'x\0' })],
  ])('was there before: %s', async (_, change) => {
    const repo = change(named());

    expect(placesOf(await scanPatch(repo, repo.read('diff --cached -M')))).toEqual([]);
  });

  test.each<readonly [string, (repo: Repo) => Repo]>([
    ['a new file', (repo) => repo.stage({ [name]: 'y\n' })],
    ['an empty one', (repo) => repo.stage({ [name]: '' })],
    ['a binary one', (repo) => repo.stage({ [name]: 'y\0' })],
    ['one that was called otherwise', (repo) => repo.git(`mv other ${name}`)],
  ])('is new: %s', async (_, change) => {
    const repo = change(aRepo().commit('start', { other: lines(9) }));

    const places = placesOf(await scanPatch(repo, repo.read('diff --cached -M')));

    expect(places[0]).toMatch(/^file name n-AKIA\*+/);
  });

  const key = fakes().awsKeyId;
  const edit = '--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n';
  test.each([
    ['no header of git', `diff --git aws_access_key_id=${key}\n---\ndiff --git a/x b/x\n${edit}`],
    [
      'a header that goes on with nothing',
      `diff --git a/${key} b/${key}\nindex 12..34 100644\n\nok\n${edit}`,
    ],
    ['a header with more in it', `diff --git a/x b/x ${key}\nold mode 100644\nnew mode 100755\n${edit}`],
    ['a line about a name', `diff --git a/x b/x\n${edit}rename from ${key}\ncopy from ${key}\n`],
    ['diff -ruN', `diff -ruN old/${key} new/${key}\n--- old/${key}\n+++ new/${key}\n@@ -0,0 +1 @@\n+hi\n`],
    ['diff -u of two files', `--- x\n+++ ${key}\n@@ -1 +1 @@\n-a\n+b\n`],
    ['quilt', `--- ${key}.orig\n+++ ${key}\n@@ -0,0 +1 @@\n+x\n`],
    ['subversion', `--- ${key}\t(nonexistent)\n+++ ${key}\t(revision 1)\n@@ -0,0 +1 @@\n+x\n`],
    [
      'git diff --no-index',
      `diff --git a/x b/${key}\nindex 12..34 100644\n--- a/x\n+++ b/${key}\n@@ -1 +1 @@\n-a\n+b\n`,
    ],
    [
      'a name that goes and comes back',
      `diff --git a/${key} b/${key}\ndeleted file mode 100644\nindex 12..00\ndiff --git a/${key} b/${key}\nnew file mode 120000\nindex 00..34\n${edit}`,
    ],
  ])('is not known by %s', async (_, patch) => {
    const report = await scanned(aRepo(), { paths: ['-'], patch: true }, { input: patch });

    expect(report.findings).toHaveLength(1);
  });

  test('is new in a row of mails, whatever the later ones do with the file', async () => {
    const repo = aRepo().commit('start', { other: 'x\n' });
    repo
      .commit('add', { [name]: lines(9) })
      .commit('edit', { [name]: lines(8) })
      .commit('gone', { [name]: null });

    const places = placesOf(await scanPatch(repo, repo.read('format-patch --stdout -3')));

    expect(places[0]).toMatch(/^file name n-AKIA\*+/);
  });
});

test('a path counts for the policy, and a comment on the line does', async () => {
  const repo = aRepo().stage({ 'keyhalt.toml': '[[allow]]\npaths = ["test/**"]\nreason = "made up"\n' });
  repo.commit('start');
  repo.stage({ 'test/a': line(), b: line(), c: line().replace('\n', ' # keyhalt:allow made up\n') });

  const report = await scanPatch(repo, repo.read('diff --cached'));

  expect(placesOf(report)).toEqual(['b:1 aws-access-key-id']);
  expect(report.allowed).toHaveLength(2);
});

rare('binary files are counted as not read', async () => {
  const repo = aRepo().stage({ 'a b.png': 'x\0y', z: 'z\n' });

  const [encoded, left] = [
    await scanPatch(repo, repo.read('diff --cached --binary')),
    await scanPatch(repo, repo.read('diff --cached')),
  ];

  expect([skipsOf(encoded), skipsOf(left)]).toEqual([['a b.png binary-patch'], ['a b.png binary-patch']]);
});

test('nothing, a text and half a patch are errors', async () => {
  const repo = aRepo().commit('start', { x: lines(9) });
  const patch = repo.write({ x: lines(20) }).read('diff');

  for (const input of ['', 'hello\n', patch.slice(0, -30)])
    await expect(scanPatch(repo, input)).rejects.toThrow(/patch/);
});

rare(
  'a key that is put anywhere into any file is found at its path and line, and nothing else',
  async () => {
    const anyLine = fc.constantFrom(
      '',
      'a',
      '-- x',
      '++ y',
      '@@ -1 +1 @@',
      '\\ z',
      ' b',
      'diff --git a/x b/x',
      'c\r',
    );
    const anyText = fc.array(anyLine, { maxLength: 25 });
    const repo = aRepo();

    await fc.assert(
      fc.asyncProperty(
        anyText,
        anyText,
        fc.nat(),
        fc.constantFrom('x', 'a/x', 'b b/x', 'ü"x"'),
        fc.constantFrom('0', '1', '3', '30'),
        fc.boolean(),
        fc.nat().map((seed) => fakes(`put ${seed}`).awsKeyId),
        async (before, after, where, path, context, ends, awsKeyId) => {
          const at = where % (after.length + 1);
          const put = [...after.slice(0, at), `KEY=${awsKeyId}`, ...after.slice(at)];
          const joined = (all: readonly string[]) => all.join('\n') + (ends && all.length > 0 ? '\n' : '');
          repo.git(['read-tree', '--empty']).index([[path, joined(before)]]);
          const tree = repo.read('write-tree');
          repo.index([[path, joined(put)]]);

          const patch = repo.read(['diff-index', '--cached', '-p', '--text', `-U${context}`, tree]);
          const report = await scanPatch(repo, `${patch}\n`);

          expect(placesOf(report)).toEqual([`${path}:${at + 1} aws-access-key-id`]);
        },
      ),
      runs(15),
    );
  },
  60_000,
);
