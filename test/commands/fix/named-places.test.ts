/** What is named is fixed and nothing else, and a name that means nothing is a mistake. */
import { describe, expect, test } from 'vitest';
import { askedBy, inWhole } from '../../../src/commands/fix/wanted.ts';
import { fingerprintOf } from '../../../src/scan/detection.ts';
import { fakes } from '../../support/fakes.ts';
import { rare } from '../../support/keyhalt.ts';
import { content, fixedJs, js, key, one, run, secret, started } from './fixed.ts';

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

  test('is in the file that is there, whatever its name ends with', async () => {
    const repo = started().stage({ 'a:1': `\n${js}` });

    expect((await run(repo, ['a:1:1'])).said).toBe(
      'keyhalt: nothing to fix: nothing is found there that is not allowed.',
    );
    expect((await run(repo, ['a:1:2'])).said).toMatch(/^left: a:1:2 /);
  });

  test.each([
    ['', /a path is empty/],
    ['../x', /not in this repository/],
    ['nowhere.js', /neither tracks/],
    ['kh1:12', /too little of a fingerprint/],
    ['kh1:xyzz', /no fingerprint/],
    ['kh1:0000', /there is no finding kh1:0+ here/],
    ['README.md:0', /^0 is no line of README.md: Lines are counted from 1/],
    ['README.md:1-2', /^1-2 is no line of README.md/],
    ['README.md:0:3', /^0:3 is no line of README.md/],
    ['README.md:', /^nothing is no line of README.md/],
    [`kh1:${'0'.repeat(32)}`, /there is no finding kh1:0+ here/],
    ['module/a.js', /in a submodule/],
  ])('%s is a mistake that is told', async (word, problem) => {
    const repo = started();
    repo.git(`update-index --add --cacheinfo 160000,${repo.read('rev-parse HEAD')},module`);

    expect((await run(repo, [word])).problem).toMatch(problem);
  });
});

describe('a fingerprint that is named', () => {
  const pair = `const i = { accessKeyId: "${key}" };\nconst s = { secretAccessKey: "${secret}" };\n`;
  const ofSecret = fingerprintOf('aws-secret-access-key', secret);

  test('of a secret takes the key ID that belongs to it, too, and nothing else', async () => {
    const { awsKeyId: other } = fakes('another');
    const repo = started().stage({ 'a.js': pair, 'b.js': `const k = "${other}";\n` });

    expect((await run(repo, [ofSecret])).code).toBe(0);

    expect(content(repo, 'a.js')).not.toMatch(new RegExp(`${key}|${secret.replace(/[+/]/g, '.')}`));
    expect(content(repo, 'b.js')).toContain(other);
  });

  rare('of a key ID leaves its secret', async () => {
    const repo = started().stage({ 'a.js': pair });

    await run(repo, [one]);

    expect(content(repo, 'a.js')).not.toContain(key);
    expect(content(repo, 'a.js')).toContain(secret);
  });

  test('may be as much of it as is no other’s, in files and in history', async () => {
    const repo = started().stage({ 'a.js': js });

    expect((await run(repo, [one.slice(0, 9)], { dryRun: true })).said).toContain('-1 | const k = ');
    repo.git('commit -qm leak').commit('gone', { 'a.js': null });
    const { said } = await run(repo, [one.slice(0, 9)], { dryRun: true });
    expect(said).toContain(`left in history: ${one}`);
  });

  test('is refused where it is the beginning of two', async () => {
    const asked = askedBy(['kh1:abcd'], '.');
    const known = async () => [`kh1:abcd${'0'.repeat(28)}`, `kh1:abcd${'1'.repeat(28)}`];

    await expect(inWhole(asked, known)).rejects.toThrow('is the beginning of more than one fingerprint');
  });
});
