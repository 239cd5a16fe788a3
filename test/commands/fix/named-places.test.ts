/** What is named is fixed and nothing else, and a name that means nothing is a mistake. */
import { describe, expect, test } from 'vitest';
import { rare } from '../../support/keyhalt.ts';
import { content, fixedJs, js, run, secret, started } from './fixed.ts';

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

    expect((await run(repo, ['a:1:1'])).said).toBe('keyhalt: nothing to fix.');
    expect((await run(repo, ['a:1:2'])).said).toMatch(/^left: a:1:2 /);
  });

  test.each([
    ['', /a path is empty/],
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
