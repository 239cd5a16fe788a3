/** Where tests make their repositories: in memory if it has room and lets programs start, which saves a third of the time. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const room = (process.env.KEYHALT_LONG === '1' ? 4 : 1) * 2 ** 30;

export const scratch = isFit('/dev/shm') ? '/dev/shm' : realpathSync(tmpdir());

function isFit(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize > room && canStart(folder);
  } catch {
    return false;
  }
}

function canStart(folder: string): boolean {
  const trial = mkdtempSync(join(folder, 'keyhalt-trial-'));
  writeFileSync(join(trial, 'program'), '#!/bin/sh\n', { mode: 0o755 });
  const { status } = spawnSync(join(trial, 'program'));
  rmSync(trial, { recursive: true });
  return status === 0;
}
