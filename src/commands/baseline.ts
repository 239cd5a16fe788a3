import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { allRules, rules } from '../built-in.ts';
import { scannerFor } from '../commit.ts';
import { writeWhole } from '../files/write-whole.ts';
import type { Repository } from '../git/process.ts';
import { topLevel } from '../git/questions.ts';
import { keysOf } from '../model/fingerprints.ts';
import { appendOnce } from '../model/lists.ts';
import type { Report } from '../model/report.ts';
import { UserError } from '../model/user-error.ts';
import { type BaselineEntry, entriesFor, joined, type NewEntry, printBaseline } from '../policy/baseline.ts';
import type { Policy } from '../policy/policy.ts';
import { count } from '../report/count.ts';
import { run } from '../run.ts';
import { trackedSource } from '../sources/tracked.ts';
import { baselineFile, workTreePolicy } from '../whose-policy/load.ts';

export interface BaselineOptions {
  readonly repository: Repository;
  readonly now: Date;
  readonly config?: string;
  readonly print: (line: string) => void;
}

/** What each sub-command does; each returns the exit code. */
export const baselineCommands: Readonly<Record<string, (options: BaselineOptions) => Promise<number>>> = {
  create,
  update,
  prune,
  audit,
};

/** Writes down every finding in what git tracks. Refuses where there is a baseline, which may hold notes. */
async function create(options: BaselineOptions): Promise<number> {
  const { top, policy } = await situation(options);
  if (policy.baseline !== undefined) {
    throw new UserError(`there is a ${baselineFile} already`, {
      hint: 'keyhalt baseline update adds what is new and keeps its notes.',
    });
  }
  const { findings } = await look(policy, options);
  const entries = entriesFor(findings);
  await write(top, printBaseline(entries), options);
  const written = `${count(entries.length, 'line')} for ${count(findings.length, 'finding')}.`;
  const next = ' Write behind each # why it is no danger, then git add the file.';
  options.print(`${baselineFile}: ${written}${entries.length === 0 ? '' : next}`);
  return 0;
}

/** Adds what is new. What is there stays as it is, notes and all, and what is there twice becomes one. */
async function update(options: BaselineOptions): Promise<number> {
  const here = await situation(options);
  const added = entriesFor((await look(here.policy, options)).findings);
  await rewrite(here, { added }, `${added.length} added`, options);
  return 0;
}

/** Takes out what no longer stands in what git tracks. */
async function prune(options: BaselineOptions): Promise<number> {
  const here = await situation(options);
  const { known, policy } = here;
  const places = placesByFingerprint(await look(policy, options));
  const gone = known.filter((entry) => !places.has(entry.fingerprint) && isLookedFor(policy, entry));
  await rewrite(here, { gone }, `${gone.length} taken out`, options);
  const unknown = known.filter((entry) => !isLookedFor(policy, entry)).length;
  if (unknown > 0)
    options.print(
      `${count(unknown, 'line')} kept unseen: no rule of that name is looked for, so it may still stand there.`,
    );
  return 0;
}

/** Whether its rule counts: of one that was disabled, or is there no more, nobody knows whether it is gone. */
const isLookedFor = ({ builtIn = rules, userRules }: Policy, { ruleId }: BaselineEntry): boolean =>
  [...builtIn, ...userRules].some(({ id }) => id === ruleId);

/** Writes the file where that changes an entry, and says how many there are. */
async function rewrite(
  { top, known, policy }: Situation,
  { added = [], gone = [] }: { readonly added?: readonly NewEntry[]; readonly gone?: readonly NewEntry[] },
  what: string,
  options: BaselineOptions,
): Promise<void> {
  const left = known.filter((entry) => !gone.includes(entry));
  const kept = joined(left);
  const doubled = left.length - kept.length;
  if (added.length + gone.length + doubled > 0)
    await write(top, printBaseline([...kept, ...added], policy.baseline?.remarks), options);
  const twice = doubled === 0 ? '' : `, ${doubled} that stood there twice joined`;
  options.print(`${baselineFile}: ${what}, ${kept.length} kept${twice}.`);
}

/** Lists every entry with where it stands now. Returns 1 when one is gone, or says nothing of why it is no danger. */
async function audit(options: BaselineOptions): Promise<number> {
  const { known, policy } = await situation(options);
  const standing = placesByFingerprint(await look(policy, options));
  let code = 0;
  for (const entry of known) {
    const { name, ruleId, fingerprint, path, note } = entry;
    const places = [...(standing.get(fingerprint) ?? [])];
    const isSought = isLookedFor(policy, entry);
    if ((places.length === 0 && isSought) || note === '') code = 1;
    options.print(`${name}  ${ruleId}  ${placesIn(places, path, isSought)}`);
    options.print(`    ${note === '' ? 'NO NOTE: say behind # why it is no danger' : note}`);
  }
  options.print(`${count(known.length, 'line')}.`);
  return code;
}

/** Where each secret stands, whatever allows it: also an allow entry, which comes before the baseline. */
function placesByFingerprint({ findings, allowed }: Report): ReadonlyMap<string, ReadonlySet<string>> {
  const places = new Map<string, Set<string>>();
  for (const finding of [...findings, ...allowed.map((one) => one.finding)])
    for (const { fingerprint, appearances = [] } of [finding, ...keysOf(finding)])
      for (const { path, line } of appearances) appendOnce(places, fingerprint, `${path}:${line}`);
  return places;
}

function placesIn(places: readonly string[], path: string, isSought: boolean): string {
  if (places.length === 0 && !isSought)
    return `NOT LOOKED FOR: that rule does not count. It stood in ${path}`;
  if (places.length === 0) return `GONE from ${path}: keyhalt baseline prune takes it out`;
  return places.length > 3
    ? `${places.slice(0, 3).join(', ')} and ${places.length - 3} more`
    : places.join(', ');
}

interface Situation {
  readonly top: string;
  readonly policy: Policy;
  readonly known: readonly BaselineEntry[];
}

async function situation({ repository, now, config }: BaselineOptions): Promise<Situation> {
  const top = await topLevel(repository);
  if (top === undefined) {
    throw new UserError('a bare repository has no place for a baseline', {
      hint: 'Run it in a work tree of the repository.',
    });
  }
  const policy = await workTreePolicy(repository, top, {
    rules: allRules,
    now,
    ...(config === undefined ? {} : { config }),
  });
  return { top, policy, known: policy.baseline?.entries ?? [] };
}

/** All that stands in what git tracks. @throws UserError when not all of it could be read */
async function look(policy: Policy, { repository }: BaselineOptions): Promise<Report> {
  const { scanner, errors } = await scannerFor(policy, repository);
  const report = await run([trackedSource(repository)], { repository, scanner, policy });
  const [problem] = [...errors, ...report.errors];
  if (problem === undefined && report.complete) return report;
  throw new UserError(
    `nothing was compared or written: ${problem?.message ?? 'not everything could be read'}`,
    {
      hint: problem?.hint ?? 'Try again.',
    },
  );
}

async function write(top: string, text: string, { print }: BaselineOptions): Promise<void> {
  const path = join(top, baselineFile);
  const isNew = !existsSync(path);
  await writeWhole(path, text, { mode: 0o644 });
  if (isNew) print(`${baselineFile} is new: it counts once it is staged.`);
}
