/**
 * What an audit costs: `keyhalt scan --history`, paired in one run with git printing every object to nowhere and with
 * `git log -p`, and its peak memory; what a second one costs, which reads only that again in which something was found,
 * and so is mostly what it takes to tell where that stands; and what a range of 100 commits costs, paired with bare Node.
 *
 *     node bench/history.mjs REPOSITORY …
 *     node bench/history.mjs --scale
 *
 * Without a repository it makes up a history of 3,000 commits, a tenth of that, and ten times as much. `--scale` makes
 * what is larger than most: many commits, a large file, a long line, many refs, many files, many findings, a range with many
 * merges.
 */
import { spawnSync } from 'node:child_process';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { branches, files, large, leaks, merges, sizeOf, sources, within } from './made-up.mjs';
import { git, inTurn, median, peakOf, ratio } from './pairs.mjs';

const cli = join(dirname(dirname(fileURLToPath(import.meta.url))), 'dist', 'cli.cjs');
const remembering = [cli, 'scan', '--history'];
const audit = [...remembering, '--no-cache'];
const isOfScale = process.argv.includes('--scale');
const rounds = Number(process.env.ROUNDS ?? (isOfScale ? 3 : 5));
const folders = process.argv.slice(2).filter((word) => word !== '--scale');

if (isOfScale) await scales();
else await histories();

async function histories() {
  console.log(
    'repository                commits    audit ms   x cat-file   x git log -p   peak MB   again ms   x bare node',
  );
  for (const folder of folders) console.log(row(folder, basename(folder)));
  if (folders.length > 0) return;
  for (const commits of [300, 3000, 30_000])
    console.log(await within(sources(commits), (folder) => row(folder, `made up, ${commits}`)));
  console.log('range                       range ms   x bare node');
  console.log(await within(sources(1000), (folder) => rangeRow(folder, 100)));
}

function row(folder, name) {
  const expect = exitCodeIn(folder);
  const times = inTurn(
    {
      objects: {
        argv: ['git', 'cat-file', '--batch-all-objects', '--unordered', '--batch', '--buffer'],
      },
      log: { argv: ['git', 'log', '-p', '-U0', '--all'] },
      audit: { argv: [process.execPath, ...audit], expect },
      bare: { argv: [process.execPath, '-e', '0'] },
      again: { argv: [process.execPath, ...remembering], expect },
    },
    { cwd: folder, rounds },
  );
  return [
    name.slice(0, 24).padEnd(24),
    String(sizeOf(folder).commits).padStart(8),
    median(times.audit).toFixed(0).padStart(11),
    ratio(times.audit, times.objects).toFixed(2).padStart(12),
    ratio(times.audit, times.log).toFixed(2).padStart(14),
    peakOf(cli, audit.slice(1), folder).megabytes.toFixed(0).padStart(9),
    median(times.again).toFixed(0).padStart(10),
    ratio(times.again, times.bare).toFixed(2).padStart(13),
  ].join(' ');
}

function rangeRow(folder, commits) {
  const times = inTurn(
    {
      bare: { argv: [process.execPath, '-e', '0'] },
      range: { argv: [process.execPath, cli, 'scan', '--range', `HEAD~${commits}..HEAD`] },
    },
    { cwd: folder, rounds: 3 * rounds },
  );
  return [
    `${commits} commits`.padEnd(24),
    median(times.range).toFixed(0).padStart(11),
    ratio(times.range, times.bare).toFixed(2).padStart(13),
  ].join(' ');
}

/** What is beyond the ordinary, each with the time of an audit, its peak memory, and how long its report is. */
async function scales() {
  console.log('                             commits     refs  exit    scan s   peak MB   lines of text');
  const words = 'some ordinary words, one after the other; ';
  const range = ['scan', '--range', 'start..main'];
  const made = [
    ['60,000 commits', () => sources(60_000)],
    ['a file of 1 GB', () => large(1e9, `${words}${words}\n`)],
    ['a line of 1 GB', () => large(1e9, words)],
    ['100,000 branches', () => branches(100_000, 0)],
    ['the same, three keys', () => branches(100_000, 3)],
    ['200,000 files', () => files(200_000), audit.slice(1), ['read-tree', 'main']],
    ['the same, as they lie there', () => files(200_000), ['scan', '.'], ['reset', '-q', '--hard']],
    ['20,000 findings', () => leaks(20_000)],
    ['a range with 10,000 merges', () => merges(10_000), range],
  ];
  for (const [name, commands, scan = audit.slice(1), before = ['version']] of made)
    console.log(
      await within(commands(), (folder) => {
        git(folder, ...before);
        return scaleRow(folder, name, scan);
      }),
    );
}

function scaleRow(folder, name, scan) {
  const { commits, refs } = sizeOf(folder);
  const runs = Array.from({ length: rounds }, () => peakOf(cli, scan, folder));
  const [{ status, text }] = runs;
  return [
    name.padEnd(27),
    String(commits).padStart(8),
    String(refs).padStart(8),
    String(status).padStart(5),
    (median(runs.map(({ milliseconds }) => milliseconds)) / 1000).toFixed(2).padStart(9),
    Math.max(...runs.map(({ megabytes }) => megabytes))
      .toFixed(0)
      .padStart(9),
    String(text.split('\n').length - 1).padStart(15),
  ].join(' ');
}

function exitCodeIn(folder) {
  return spawnSync(process.execPath, audit, { cwd: folder, stdio: 'ignore' }).status;
}
