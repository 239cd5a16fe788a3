/** Which leaked credential is meant. */
import { createReadStream } from 'node:fs';
import { relative, resolve } from 'node:path';
import type { Repository } from '../../git/process.ts';
import { topIfAny } from '../../git/work-tree.ts';
import { fileError } from '../../model/file-error.ts';
import type { Finding } from '../../model/finding.ts';
import { fingerprintsOf, keysOf } from '../../model/fingerprints.ts';
import type { Problem } from '../../model/report.ts';
import { severities } from '../../model/severity.ts';
import { isUserError, UserError } from '../../model/user-error.ts';
import { readAll } from '../../read-all.ts';
import type { KnownFindings } from '../../report/read-report.ts';
import { ambiguous, demandFingerprint } from '../named-fingerprint.ts';
import { type ScanSurroundings, scan } from '../scan.ts';

/** What is known to have leaked. */
export interface Leaks {
  /** The most urgent first. */
  readonly findings: readonly Finding[];
  /** What was set aside: it is answered only when it is named. */
  readonly allowed: readonly Finding[];
  /** What could not be read. */
  readonly problems: readonly Problem[];
}

export interface LeaksOptions {
  /** A JSON report; `-` is standard input. Without one the repository is scanned. */
  readonly report?: string;
}

export interface LeaksSurroundings extends ScanSurroundings {
  /** All of standard input, as text. */
  readonly readInput: () => Promise<string>;
  /** Takes secrets out of what a report says. */
  readonly redact: (text: string) => string;
}

/** @throws UserError when there is neither a report that can be read nor a repository that can be scanned */
export async function leaksIn(
  repository: Repository,
  { report }: LeaksOptions,
  around: LeaksSurroundings,
): Promise<Leaks> {
  const found =
    report === undefined ? await scanned(repository, around) : await reported(repository, report, around);
  return {
    ...found,
    findings: [...withoutHalves(found.findings)].sort(byUrgency),
    allowed: withoutHalves(found.allowed),
  };
}

/** Whoever has the secret of a key ID has that, too: where the ID stands alone besides, it is no leak of its own. */
function withoutHalves(findings: readonly Finding[]): readonly Finding[] {
  const halves = new Set(findings.flatMap(keysOf).map(({ fingerprint }) => fingerprint));
  return findings.filter(({ fingerprint }) => !halves.has(fingerprint));
}

async function reported(
  { cwd }: Repository,
  file: string,
  { readInput, redact }: LeaksSurroundings,
): Promise<Leaks> {
  const name = file === '-' ? 'standard input' : file;
  const content =
    file === '-'
      ? await readInput()
      : await readAll(createReadStream(resolve(cwd, file)), name).catch(unreadable(file));
  const { readReport } = await import('../../report/read-report.ts');
  const { findings, allowed, complete, what }: KnownFindings = readReport(content, name, redact);
  return { findings, allowed, problems: complete ? [] : [notWhole(`${what}, as ${name} tells`)] };
}

const unreadable = (file: string) => (cause: unknown) => {
  if (isUserError(cause)) throw cause;
  const hint = 'Name a file that keyhalt scan wrote with --output json:FILE, or leave --report out.';
  throw fileError(`the report ${file} cannot be read`, cause, hint);
};

const notWhole = (what: string): Problem => ({
  message: `not all could be read of ${what}`,
  hint: 'There may be more. Mend what its errors say, and scan again.',
});

/** All that the repository holds, and what lies in its work tree without being there yet. */
async function scanned(repository: Repository, around: LeaksSurroundings): Promise<Leaks> {
  const history = await scan(repository, { history: true }, around);
  const parts = [history];
  const top = topIfAny(repository);
  if (top !== undefined)
    parts.push(await scan(repository, { paths: [relative(repository.cwd, top) || '.'] }, around));
  return {
    findings: onlyFirst(parts.flatMap(({ findings }) => findings)),
    allowed: onlyFirst(parts.flatMap(({ allowed }) => allowed.map(({ finding }) => finding))),
    problems: parts.flatMap(({ errors }) => errors),
  };
}

/** Each once: the history, which comes first, knows more of a finding than the work tree. */
const onlyFirst = (findings: readonly Finding[]): readonly Finding[] => {
  const seen = new Set<string>();
  return findings.filter(({ fingerprint }) => seen.size < seen.add(fingerprint).size);
};

/** What others can read comes first, then what opens most, then what is not gone yet. */
function byUrgency(one: Finding, other: Finding): number {
  return urgencyOf(other) - urgencyOf(one);
}

const urgencyOf = ({ severity, exposure }: Finding): number =>
  (exposure?.isPushed ? 100 : 0) + 10 * severities.indexOf(severity) + (exposure?.isAtHead ? 1 : 0);

/**
 * The finding that is meant: by its fingerprint or the beginning of one, its own or that of a key ID. Where a secret
 * stands beside several key IDs, and one of them is named, it is that of no other.
 *
 * @throws UserError where none is, or more than one
 */
export function leakNamed({ findings, allowed }: Leaks, name: string): Finding {
  demandFingerprint(name);
  const named = (some: readonly Finding[]) =>
    some.filter((one) => fingerprintsOf(one).some((fingerprint) => fingerprint.startsWith(name)));
  const [found, ...others] = [...named(findings), ...named(allowed)];
  if (found === undefined)
    throw new UserError(`there is no finding ${name}`, {
      hint: 'keyhalt respond lists what is found here. Of what git does not hold, such as a message that was stopped: keyhalt scan … --output json:FILE, then keyhalt respond --report FILE.',
    });
  if (others.some((other) => !fingerprintsOf(other).includes(found.fingerprint))) throw ambiguous(name);
  return found.fingerprint.startsWith(name) ? found : ofKeyNamed(found, name);
}

function ofKeyNamed({ account: _, ...finding }: Finding, name: string): Finding {
  const [key, ...others] = keysOf(finding).filter(({ fingerprint }) => fingerprint.startsWith(name));
  if (others.length > 0) throw ambiguous(name);
  const { alsoPairedWith: __, ...rest } = finding;
  const account = key?.account;
  return { ...rest, pairedWith: key!, ...(account === undefined ? {} : { account }) };
}
