/** What is staged is rewritten in the index and the work tree, and all else about the file stays as it was. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shells and templates are what is written.
import { chmodSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { rare } from '../../support/keyhalt.ts';
import { aRepo } from '../../support/repo.ts';
import { content, fixedJs, js, key, nothingBare, run, secret, staged, started } from './fixed.ts';

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
    ['carriage returns alone', `// 1%\r// 2%\n/*\r*/ ${js}`, `// 1%\r// 2%\n/*\r*/ ${fixedJs}`],
    ['bytes that are no UTF-8', `log("25\xb0C, \xe9"); ${js}`, `log("25\xb0C, \xe9"); ${fixedJs}`],
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

    expect(await run(repo)).toEqual({ code: 0, said: nothingBare });
  });

  rare('is a file, though its name says that it is the name of one', async () => {
    const repo = started().stage({ 'file name notes.js': js });

    const { code, said } = await run(repo);

    expect(code).toBe(0);
    expect(said).not.toContain('left:');
    expect(content(repo, 'file name notes.js')).toBe(fixedJs);
  });

  rare('is left where it cannot be rewritten, and the rest is rewritten', async () => {
    const repo = started().stage({ 'a.js': js, 'b.json': `{"k": "${key}"}\n` });

    const { code, said } = await run(repo);

    expect(code).toBe(1);
    expect(said).toMatch(/left: b\.json:1 kh1:.*\.json file cannot ask/);
    expect(content(repo, 'a.js')).toBe(fixedJs);
  });
});
