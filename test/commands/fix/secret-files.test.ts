/** A file that is there to hold secrets is not rewritten: it goes out of git, and git ignores it from now on. */
import { describe, expect, test } from 'vitest';
import { rare } from '../../support/keyhalt.ts';
import { content, key, run, started } from './fixed.ts';

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
