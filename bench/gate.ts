/**
 * The gate on real repositories: whether every object in which the scanner finds something has a line that matches, and
 * how many commits it leaves to Node. `npm run gate -- REPOSITORY …`; COMMITS says how many are tried, spread over all.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { rules } from '../src/built-in.ts';
import { gateFiles } from '../src/gate/files.ts';
import { readObjects } from '../src/git/object-reader.ts';
import { simdKernel } from '../src/kernel/simd.ts';
import { Scanner } from '../src/scan/scanner.ts';

const tried = Number(process.env.COMMITS ?? 400);
const folder = mkdtempSync(join(tmpdir(), 'keyhalt-gate-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
for (const [name, text] of Object.entries(gateFiles(rules)))
  writeFileSync(join(folder, name), text, 'latin1');

const env = { ...process.env, LC_ALL: 'C', GIT_NO_LAZY_FETCH: '1' };
const git = (cwd: string, ...words: readonly string[]): Buffer =>
  spawnSync('git', words, { cwd, env, maxBuffer: 2 ** 31 - 1 }).stdout;

for (const cwd of process.argv.slice(3)) {
  const name = basename(cwd) === 'repo' ? basename(dirname(cwd)) : basename(cwd);
  const { found, missed } = await passedOver(cwd);
  const { commits, left } = leftToNode(cwd);
  const share = ((100 * left) / commits).toFixed(1);
  console.log(
    `${name}: ${found} objects with findings, ${missed.length} passed over; ${share} % of ${commits} commits left to Node`,
  );
  for (const oid of missed) console.log(`  ${oid}`);
  if (missed.length > 0) process.exitCode = 1;
}

/** The objects in which the scanner finds something, and those of them without a line that matches. */
async function passedOver(cwd: string): Promise<{ found: number; missed: string[] }> {
  const list = git(
    cwd,
    'cat-file',
    '--batch-all-objects',
    '--batch-check=%(objecttype) %(objectsize) %(objectname)',
  );
  const oids = list
    .toString('latin1')
    .split('\n')
    .flatMap((line) => /^blob (?!\d{8})\d+ (.*)$/.exec(line)?.[1] ?? []);
  const scanner = new Scanner(rules, { kernel: simdKernel() });
  const leaking: string[] = [];
  let parts: Buffer[] = [];
  for await (const part of readObjects({ cwd, env }, oids)) {
    if ('broken' in part) continue;
    parts.push(Buffer.from(part.bytes));
    if (!part.last) continue;
    const bytes = Buffer.concat(parts);
    parts = [];
    if (!scanner.scan(bytes).detections.some(({ isDocumented }) => !isDocumented)) continue;
    leaking.push(part.oid);
    writeFileSync(join(folder, part.oid), bytes);
    writeFileSync(
      join(folder, `${part.oid}.added`),
      bytes.toString('latin1').replace(/(^|\n)/g, '$1keyhalt>:'),
      'latin1',
    );
  }
  const missed = leaking.filter((oid) => count('text', oid) === 0 || !isLeft(`${oid}.added`));
  for (const oid of leaking) for (const end of ['', '.added']) rmSync(join(folder, oid + end));
  return { found: leaking.length, missed };
}

function leftToNode(cwd: string): { commits: number; left: number } {
  const all = git(cwd, 'rev-list', '--no-merges', '--all').toString().trim().split('\n');
  const step = Math.max(1, Math.floor(all.length / tried));
  const commits = all.filter((_, at) => at % step === 0).slice(0, tried);
  const words = [
    ...[
      'diff-tree',
      '-r',
      '--root',
      '--no-commit-id',
      '--patch',
      '--summary',
      '-U6',
      '--diff-filter=d',
      '--no-renames',
    ],
    ...['--no-ext-diff', '--no-textconv', '--no-color', '--submodule=short', '--line-prefix=keyhalt>'],
    ...['--output-indicator-new=:', '--output-indicator-context=:'],
  ];
  const left = commits.filter((commit) => {
    writeFileSync(join(folder, 'change'), git(cwd, '-c', 'core.bigFileThreshold=4m', ...words, commit));
    return isLeft('change');
  });
  return { commits: commits.length, left: left.length };
}

/** Whether the gate leaves a change to Node, as git prints it; as `bin/keyhalt-hook` asks. */
function isLeft(change: string): boolean {
  if (count('words', change) > 0) return true;
  const lines = grep(['-ahE', '-A', '1'], 'shapes', change);
  if (lines.length === 0) return false;
  writeFileSync(join(folder, 'lines'), lines);
  const looked = /^keyhalt>-/m.test(lines.toString('latin1')) ? change : 'lines';
  return count('closer', looked) > 0;
}

function count(expression: string, file: string): number {
  return Number(grep(['-acE'], expression, file));
}

function grep(options: readonly string[], expression: string, file: string): Buffer {
  const words = [...options, '-f', `${expression}.ere`, '--', file];
  const { status, stdout, stderr } = spawnSync('grep', words, { cwd: folder, env, maxBuffer: 2 ** 31 - 1 });
  if (status === null || status > 1) throw new Error(`grep: ${stderr}`);
  return stdout;
}
