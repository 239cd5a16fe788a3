/**
 * What a commit costs: the pre-commit hook on clean staged files, paired in one run with bare Node and with git
 * printing the same change. `--large` adds a staged file of 600 MB and its peak memory.
 */
import { closeSync, mkdirSync, mkdtempSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { git, inTurn, median, peakOf, ratio, remove } from './pairs.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const hook = join(root, 'dist', 'hook.cjs');
const rounds = Number(process.env.ROUNDS ?? 15);

console.log(
  `node ${process.version}, ${cpus().length} x ${cpus()[0]?.model.trim()}, medians of ${rounds} rounds`,
);
console.log('staged   hook ms   x bare node   x git diff --cached   with a finding: x bare node');
for (const files of [1, 10, 100, 1000]) console.log(row(files));
if (process.argv.includes('--large')) console.log(large());

function row(files) {
  const folder = repository();
  try {
    stage(folder, files);
    const clean = inTurn(
      {
        bare: { argv: [process.execPath, '-e', '0'] },
        diff: { argv: ['git', 'diff', '--cached'] },
        hook: { argv: [process.execPath, hook, 'pre-commit'] },
      },
      { cwd: folder, rounds },
    );
    writeFileSync(join(folder, 'leak.env'), `KEY=${keyId()}\n`);
    git(folder, 'add', '.');
    const leaking = inTurn(
      {
        bare: { argv: [process.execPath, '-e', '0'] },
        hook: { argv: [process.execPath, hook, 'pre-commit'], expect: 1 },
      },
      { cwd: folder, rounds },
    );
    return [
      String(files).padStart(6),
      median(clean.hook).toFixed(0).padStart(9),
      ratio(clean.hook, clean.bare).toFixed(2).padStart(13),
      ratio(clean.hook, clean.diff).toFixed(2).padStart(21),
      ratio(leaking.hook, leaking.bare).toFixed(2).padStart(29),
    ].join(' ');
  } finally {
    remove(folder);
  }
}

/** A file of 600 MB with a key at its end: found, in how much memory of keyhalt's own. */
function large() {
  const folder = repository();
  try {
    const file = openSync(join(folder, 'large.txt'), 'w');
    const line = Buffer.from(`${'some ordinary words, one after the other; '.repeat(2)}\n`.repeat(12_000));
    for (let written = 0; written < 600e6; written += line.length) writeSync(file, line);
    writeSync(file, Buffer.from(`KEY=${keyId()}\n`));
    closeSync(file);
    git(folder, '-c', 'core.compression=1', 'add', '.');
    const { status, megabytes } = peakOf(hook, ['pre-commit'], folder);
    return `600 MB file: exit ${status}, peak memory ${megabytes.toFixed(0)} MB`;
  } finally {
    remove(folder);
  }
}

function repository() {
  const folder = mkdtempSync(join(tmpdir(), 'keyhalt-bench-'));
  git(folder, 'init', '--quiet');
  git(folder, 'config', 'user.name', 'Bench');
  git(folder, 'config', 'user.email', 'bench@example.com');
  writeFileSync(join(folder, 'README.md'), '# bench\n');
  git(folder, 'add', '.');
  git(folder, 'commit', '--quiet', '-m', 'start');
  return folder;
}

/** Files of about 4 kB, each of its own. */
function stage(folder, files) {
  mkdirSync(join(folder, 'src'));
  for (let i = 0; i < files; i++) {
    const lines = Array.from(
      { length: 90 },
      (_, n) => `export function step${i}_${n}(input) { return input + ${n}; }`,
    );
    writeFileSync(join(folder, 'src', `module-${i}.js`), `${lines.join('\n')}\n`);
  }
  git(folder, 'add', '.');
}

function keyId() {
  return `AK${'IA'}Q3EGRIZ6${'TMPLNVWX'}`;
}
