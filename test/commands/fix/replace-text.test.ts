/** What is written for git filter-repo is seen by nobody else, and stays nowhere that git looks. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fingerprintOf } from '../../../src/scan/detection.ts';
import { rare } from '../../support/keyhalt.ts';
import { js, key, one, run, secret, started } from './fixed.ts';

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

  test('has the key ID that stands beside a secret, too', async () => {
    const repo = started().commit('pair', {
      'a.ini': `aws_access_key_id = ${key}\naws_secret_access_key = ${secret}\n`,
    });

    const { code } = await run(repo, [fingerprintOf('aws-secret-access-key', secret)], {
      replaceFile: '../x',
    });

    expect(code).toBe(0);
    const lines = readFileSync(repo.beside('x'), 'utf8').trimEnd().split('\n');
    expect(lines.sort()).toEqual([key, secret].map((value) => `literal:${value}==>***REMOVED***`).sort());
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
