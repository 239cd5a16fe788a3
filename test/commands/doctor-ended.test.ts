/** What `keyhalt doctor` tries stands in a folder that goes with it, however it ends. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { put } from '../hooks/installed.ts';
import { bin, keyhalt, leftToCi, sample } from '../support/keyhalt.ts';
import { aRepo } from '../support/repo.ts';

describe('the folder of what is tried', () => {
  test('that cannot be made is said', () => {
    const env = { TMPDIR: '/nowhere', TMP: '/nowhere', TEMP: '/nowhere' };

    const { code, stderr } = keyhalt(aRepo(), ['doctor'], { env });

    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^keyhalt: no temporary folder can be made in \S*nowhere: there is no such file or folder\n +Set TMPDIR/,
    );
  });

  const ends = [
    ['Ctrl-C', 'SIGINT', 130],
    ['the system', 'SIGTERM', 143],
    ['a terminal that is closed', 'SIGHUP', 129],
  ] as const;
  const title = 'goes when %s ends it, and so does the hook in hand';
  test.skip.each(leftToCi(ends))(title, () => {});
  test.skipIf(process.platform === 'win32').each(sample(ends))(title, async (_, signal, code) => {
    const repo = aRepo();
    const temporary = repo.beside('temporary');
    mkdirSync(temporary);
    put(
      join(repo.root, '.git', 'hooks', 'pre-commit'),
      `#!/bin/sh\necho $$ > '${repo.beside('hook')}'\nexec sleep 60\n`,
    );
    const child = spawn(process.execPath, [join(bin, '..', 'dist', 'cli.cjs'), 'doctor'], {
      cwd: repo.root,
      env: { ...repo.env, TMPDIR: temporary },
      stdio: 'ignore',
    });
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    const hook = () =>
      existsSync(repo.beside('hook')) ? Number(readFileSync(repo.beside('hook'), 'utf8')) : 0;
    await vi.waitFor(() => expect(hook()).toBeGreaterThan(0), { timeout: 20_000 });
    expect(readdirSync(temporary)).toHaveLength(1);

    child.kill(signal);

    expect(await ended).toBe(code);
    expect(readdirSync(temporary)).toEqual([]);
    await vi.waitFor(() => expect(() => process.kill(hook(), 0)).toThrow('ESRCH'), { timeout: 20_000 });
  });
});
