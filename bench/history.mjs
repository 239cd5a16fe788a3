/**
 * What an audit costs: `keyhalt scan --history`, paired in one run with git printing every object to nowhere and with
 * `git log -p`, and its peak memory.
 *
 *     node bench/history.mjs REPOSITORY …
 *
 * Without one it makes up a history of 3,000 commits, a tenth of that, and ten times as much.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { git, inTurn, median, peakOf, ratio, remove } from './pairs.mjs';

const cli = join(dirname(dirname(fileURLToPath(import.meta.url))), 'dist', 'cli.mjs');
const rounds = Number(process.env.ROUNDS ?? 5);
const folders = process.argv.slice(2);

console.log('repository                commits    audit ms   x cat-file   x git log -p   peak MB');
if (folders.length > 0) for (const folder of folders) console.log(row(folder, basename(folder)));
else for (const commits of [300, 3000, 30_000]) console.log(madeUp(commits));

function row(folder, name) {
  const count = spawnSync('git', ['rev-list', '--count', '--all'], { cwd: folder, encoding: 'utf8' });
  const audit = [cli, 'scan', '--history'];
  const found = spawnSync(process.execPath, audit, { cwd: folder, stdio: 'ignore' }).status;
  const times = inTurn(
    {
      objects: {
        argv: ['git', 'cat-file', '--batch-all-objects', '--unordered', '--batch', '--buffer'],
      },
      log: { argv: ['git', 'log', '-p', '-U0', '--all'] },
      audit: { argv: [process.execPath, ...audit], expect: found },
    },
    { cwd: folder, rounds },
  );
  const { megabytes } = peakOf(cli, ['scan', '--history'], folder);
  return [
    name.slice(0, 24).padEnd(24),
    count.stdout.trim().padStart(8),
    median(times.audit).toFixed(0).padStart(11),
    ratio(times.audit, times.objects).toFixed(2).padStart(12),
    ratio(times.audit, times.log).toFixed(2).padStart(14),
    megabytes.toFixed(0).padStart(9),
  ].join(' ');
}

/** Files of ten kilobytes that change line by line, as sources do. */
function madeUp(commits) {
  const folder = mkdtempSync(join(tmpdir(), 'keyhalt-bench-'));
  try {
    git(folder, 'init', '-q');
    const lines = Array.from({ length: 50 }, (_, file) =>
      Array.from({ length: 200 }, (_, line) => `export const value${file}_${line} = ${line};`),
    );
    const stream = Array.from({ length: commits }, (_, at) => {
      const file = at % 50;
      lines[file][(at * 7) % 200] = `export const changed${at} = compute(${at});`;
      const text = lines[file].join('\n');
      return `commit refs/heads/main\nmark :${at + 1}\ncommitter A <a@b.c> ${1_600_000_000 + at} +0000\ndata 1\nx\n${at === 0 ? '' : `from :${at}\n`}M 644 inline src/file${file}.js\ndata ${text.length}\n${text}\n`;
    }).join('');
    spawnSync('git', ['fast-import', '--quiet'], { cwd: folder, input: stream });
    return row(folder, `made up, ${commits}`);
  } finally {
    remove(folder);
  }
}
