/**
 * What the pre-commit hook costs: as git would call it, paired in one run with bare Node and with git printing the same
 * change to nowhere. What is staged, stage.mjs tells. `--large` adds a staged file of 600 MB and its peak memory.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { keyId } from './made-up.mjs';
import { git, inTurn, median, peakOf, ratio, table } from './pairs.mjs';
import {
  alone,
  asHook,
  asksNode,
  bareNode,
  cleanCases,
  leakCase,
  machine,
  preCommit,
  root,
  roundsFor,
  within,
} from './staged.mjs';

console.log(machine());
const print = table([
  'pre-commit'.padEnd(24),
  'hook ms',
  'node -e 0 ms',
  'git diff --cached ms',
  'x node -e 0',
  'x git diff --cached',
  'starts Node',
]);
for (const one of cleanCases) print(within(one, (folder) => row(folder, one, 0)));
print(within(leakCase, (folder) => row(folder, leakCase, 1)));
if (process.argv.includes('--large')) console.log(within({ kind: 'sources' }, huge));

function row(folder, one, expect) {
  const times = inTurn(
    {
      hook: asHook(preCommit, { expect }),
      bare: bareNode,
      diff: alone(['git', 'diff', '--cached']),
    },
    { cwd: folder, rounds: roundsFor(one) },
  );
  return [
    one.name,
    median(times.hook).toFixed(1),
    median(times.bare).toFixed(1),
    median(times.diff).toFixed(1),
    ratio(times.hook, times.bare).toFixed(2),
    ratio(times.hook, times.diff).toFixed(2),
    asksNode(folder) ? 'yes' : 'no',
  ];
}

/** A file of 600 MB with a key at its end: found, in how much memory of keyhalt's own. */
function huge(folder) {
  const file = openSync(join(folder, 'large.txt'), 'w');
  const line = Buffer.from(`${'some ordinary words, one after the other; '.repeat(2)}\n`.repeat(12_000));
  for (let written = 0; written < 600e6; written += line.length) writeSync(file, line);
  writeSync(file, Buffer.from(`KEY=${keyId(1)}\n`));
  closeSync(file);
  git(folder, '-c', 'core.compression=1', 'add', '.');
  const { status, megabytes } = peakOf(join(root, 'dist', 'hook.cjs'), ['pre-commit'], folder);
  return `600 MB file: exit ${status}, peak memory ${megabytes.toFixed(0)} MB`;
}
