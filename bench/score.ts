/**
 * What is found of labelled lines: recall and precision, core and policy cases apart, and every miss.
 *
 *     npm run score [FILE.jsonl …]
 *
 * Without files those beside the repository. Each line is an object with `text`, and `expect`: `leak` or `report`,
 * `clean` or `silent`. On policy cases (`kind` begins with `policy-`, or `agree` is not `core`) reasonable people
 * differ, so they are counted apart and fail nothing. Exit code 1 when a core figure is below its floor.
 */
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import builtIn from '../rules/aws.toml';
import { Scanner } from '../src/scan/scanner.ts';

interface Case {
  readonly id: string;
  readonly text: string;
  readonly expect: 'leak' | 'report' | 'clean' | 'silent';
  readonly kind?: string;
  readonly agree?: string;
  readonly source?: string;
}

const floor = 0.99;
const shared = process.env.KEYHALT_SHARED ?? join('..', 'shared');
const files = process.argv.slice(3);
const chosen =
  files.length > 0 ? files : ['open.jsonl', 'peer-cases.jsonl'].map((file) => join(shared, 'vectors', file));
const scanner = new Scanner(builtIn.rules.filter(({ optIn }) => !optIn));

const present = chosen.filter((file) => existsSync(file));
for (const file of chosen.filter((one) => !present.includes(one)))
  console.log(`${basename(file)} is not here: left out`);
const isGood = present.map(score).every((good) => good);
process.exitCode = present.length > 0 && isGood ? 0 : 1;

function score(file: string): boolean {
  const cases: Case[] = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
  const isCore = ({ kind, agree }: Case) => (agree ?? 'core') === 'core' && !kind?.startsWith('policy-');
  const core = tally(`${basename(file)}, core`, cases.filter(isCore));
  tally(
    `${basename(file)}, policy`,
    cases.filter((one) => !isCore(one)),
  );
  return core.recall >= floor && core.precision >= floor;
}

function tally(name: string, cases: readonly Case[]): { recall: number; precision: number } {
  const isLeak = ({ expect }: Case) => expect === 'leak' || expect === 'report';
  const found = cases.filter(({ text }) =>
    scanner.scan(Buffer.from(text)).detections.some(({ isDocumented, inFiles }) => !isDocumented && !inFiles),
  );
  const leaks = cases.filter(isLeak);
  const [right, wrong] = [found.filter(isLeak), found.filter((one) => !isLeak(one))];
  const missed = leaks.filter((one) => !found.includes(one));
  const recall = leaks.length === 0 ? 1 : right.length / leaks.length;
  const precision = found.length === 0 ? 1 : right.length / found.length;
  console.log(
    `${name}: recall ${recall.toFixed(4)} (${right.length} of ${leaks.length}), precision ${precision.toFixed(4)} (${wrong.length} wrong of ${cases.length - leaks.length} clean)`,
  );
  for (const one of missed) console.log(`  missed  ${one.id}  ${one.kind ?? one.source}`);
  for (const one of wrong) console.log(`  wrong   ${one.id}  ${one.kind ?? one.source}`);
  return { recall, precision };
}
