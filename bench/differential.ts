/**
 * Whether an audit of real repositories tells what the slow truth tells.
 *
 *     npm run differential -- FOLDER …
 *
 * Exit code 1 where they part, 2 when nothing was compared. Clones as ../shared/corpora/prepare-corpus.sh makes them will
 * do, one FOLDER each. COMMITS=500 leaves out those with more commits than that: the truth takes up to a minute for 3,000.
 *
 * Each is compared by the built-in rules, and once more with a rule for mail addresses: these stand in authors and files of
 * nearly every commit, come and go, and are in many branches. Of a repository that lacks objects an audit must say so.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import builtIn from '../rules/aws.toml';
import type { Rule } from '../src/model/rule.ts';
import { differences } from '../test/support/differences.ts';
import { SlowGit } from '../test/support/slow-git.ts';
import { truthOf } from '../test/support/slow-truth.ts';

const [mail, at] = ['mail-address', '@gmail.com'];
const mailRule: Rule = {
  id: mail,
  description: 'A mail address',
  severity: 'low',
  regex: `([a-z0-9.]{4,40}${at.replace('.', '[.]')})`,
  keywords: [at],
};
const rules = builtIn.rules.filter(({ optIn }) => !optIn);
const rounds = { 'built-in': rules, 'and mail': [...rules, mailRule] };
const most = Number(process.env.COMMITS ?? Number.POSITIVE_INFINITY);
const shown = 10;

const work = mkdtempSync(join(tmpdir(), 'keyhalt-differential-'));
const configuration = join(work, 'keyhalt.toml');
const leftOut: string[] = [];
let compared = 0;
let parted = 0;
console.log(
  'repository               rules     commits  objects  secrets   places  audit s  truth s   parted',
);
for (const folder of process.argv.slice(3)) {
  const git = new SlowGit(folder, process.env);
  const count = commitsIn(folder);
  if (count === undefined) leftOut.push(`${folder}: no repository`);
  else if (count > most) leftOut.push(`${folder}: ${count} commits`);
  else if (git.missing() > 0) expectRefusal(folder, git.missing());
  else for (const [name, some] of Object.entries(rounds)) compare(folder, git, name, some);
}
rmSync(work, { recursive: true });
console.log(`${compared} compared, ${parted} of them part${leftOut.length === 0 ? '' : '; left out:'}`);
for (const one of leftOut) console.log(`  ${one}`);
process.exitCode = parted > 0 ? 1 : compared === 0 ? 2 : 0;

function compare(folder: string, git: SlowGit, round: string, some: readonly Rule[]): void {
  const audit = auditOf(
    folder,
    some.filter((rule) => !rules.includes(rule)),
  );
  const started = performance.now();
  const truth = truthOf(git, some);
  const found = differences(audit.report, truth);
  const figures = [
    ...[truth.authors.size, truth.coverage.asked, truth.severities.size, truth.spots.length],
    ...[audit.seconds.toFixed(1), ((performance.now() - started) / 1000).toFixed(1), found.length],
  ];
  tell(folder, round, figures.map((figure) => String(figure).padStart(8)).join(' '), found);
}

/** What is not here cannot be compared. */
function expectRefusal(folder: string, missing: number): void {
  const { status, report } = auditOf(folder, []);
  const isSaid = status !== 0 && JSON.parse(report).complete === false;
  tell(folder, 'built-in', `${missing} objects are missing`, isSaid ? [] : ['and the audit does not say so']);
}

function tell(folder: string, round: string, words: string, found: readonly string[]): void {
  compared += 1;
  parted += found.length > 0 ? 1 : 0;
  console.log(`${basename(resolve(folder)).slice(0, 24).padEnd(24)} ${round.padEnd(8)} ${words}`);
  for (const one of found.slice(0, shown)) console.log(`    ${one.slice(0, 500)}`);
  if (found.length > shown) console.log(`    … and ${found.length - shown} more`);
}

/** The program as it is built, without a look into archives. */
function auditOf(folder: string, more: readonly Rule[]) {
  writeFileSync(configuration, `[decode]\narchives = 0\n${more.map(tableOf).join('')}`);
  const args = ['scan', '--history', '--no-cache', '--format', 'json', '--config', configuration];
  const file = join(work, 'report.json');
  const output = openSync(file, 'w');
  const started = performance.now();
  const { status } = spawnSync(resolve('bin', 'keyhalt'), args, {
    cwd: folder,
    stdio: ['ignore', output, 'ignore'],
  });
  closeSync(output);
  return { status, seconds: (performance.now() - started) / 1000, report: readFileSync(file, 'utf8') };
}

/** JSON strings and lists are TOML, too. */
function tableOf(rule: Rule): string {
  const lines = Object.entries(rule).map(([key, value]) => `${key} = ${JSON.stringify(value)}`);
  return `[[rules]]\n${lines.join('\n')}\n`;
}

function commitsIn(folder: string): number | undefined {
  const args = ['rev-list', '--count', '--all', '--reflog'];
  const { status, stdout } = spawnSync('git', args, { cwd: folder, encoding: 'utf8' });
  return status === 0 ? Number(stdout) : undefined;
}
