import { homeFolder } from '../../files/home-folder.ts';
import type { Repository } from '../../git/process.ts';
import type { Finding } from '../../model/finding.ts';
import { fingerprintsOf } from '../../model/fingerprints.ts';
import type { Holder, Leak } from '../../model/leak.ts';
import type { Problem } from '../../model/report.ts';
import type { Response, Verified } from '../../model/response.ts';
import { UserError } from '../../model/user-error.ts';
import { visible } from '../../model/visible.ts';
import { holdersOf } from '../../respond/kind.ts';
import { leakOf } from '../../respond/leak.ts';
import { planFor } from '../../respond/plan.ts';
import { ownersByFingerprint } from '../../scan/own-keys.ts';
import { type LeaksOptions, type LeaksSurroundings, leakNamed, leaksIn } from './leaks.ts';

export interface RespondOptions extends LeaksOptions {
  /** Of one finding, or the beginning of it. */
  readonly fingerprint?: string;
  /** Whose it is, where whoever asks knows. */
  readonly holder?: Holder;
}

/** What there is to say of what leaked. */
export type Answer = {
  /** What could not be read on the way. */
  readonly problems: readonly Problem[];
} & (
  | ({ readonly kind: 'plan' } & Response)
  | {
      readonly kind: 'leaks';
      /** Of several one is to be named; the most urgent comes first. */
      readonly leaks: readonly Leak[];
      /** What was set aside: it may have leaked no less, and is answered when it is named. */
      readonly allowed: readonly Leak[];
    }
);

/**
 * `keyhalt respond`: what a leaked credential is and what to do about it, or what there is to respond to. Asks nobody
 * but the repository and the user's own files.
 *
 * @throws UserError when nothing can be read, or the finding that is named is not there
 */
export async function respond(
  repository: Repository,
  options: RespondOptions,
  around: LeaksSurroundings,
): Promise<Answer> {
  const leaks = await leaksIn(repository, options, around);
  const owners = await ownersHere(repository, around);
  const problems = [...leaks.problems, ...owners.problems];
  const known = (finding: Finding): Leak =>
    leakOf(finding, { ownedAs: ownersOf(finding, owners.byFingerprint), holder: options.holder });
  const one =
    options.fingerprint === undefined ? onlyOne(leaks.findings) : leakNamed(leaks, options.fingerprint);
  if (one === undefined)
    return {
      kind: 'leaks',
      leaks: leaks.findings.map(known),
      allowed: leaks.allowed.map(known),
      problems,
    };
  const leak = known(one);
  demandHolder(leak, options.holder);
  return { kind: 'plan', leak, plan: planFor(leak), problems };
}

/** @throws UserError where such a credential cannot be theirs */
function demandHolder({ kind }: Leak, holder: Holder | undefined): void {
  const possible = holdersOf[kind];
  if (holder === undefined || possible === undefined || possible.includes(holder)) return;
  throw new UserError(`a credential of this kind is never that of a ${holder}`, {
    hint: `Leave --holder out, or name one of ${possible.join(', ')}.`,
  });
}

const onlyOne = (findings: readonly Finding[]): Finding | undefined =>
  findings.length === 1 ? findings[0] : undefined;

interface Owners {
  readonly byFingerprint: ReadonlyMap<string, string>;
  readonly problems: readonly Problem[];
}

/** The user's own keys, by what a finding of one is known by. */
async function ownersHere({ env }: Repository, { redact }: LeaksSurroundings): Promise<Owners> {
  const { readOwnKeys } = await import('../../own-keys/own-keys.ts');
  const { keys, problems } = await readOwnKeys({ env, home: homeFolder(env) });
  const shown = (owner: string) => visible(redact(owner));
  return {
    byFingerprint: new Map(
      [...ownersByFingerprint(keys)].map(([fingerprint, owner]) => [fingerprint, shown(owner)]),
    ),
    problems: problems.map(({ file, message }) => ({
      message: `your own keys in ${shown(file)} cannot be looked for: ${message}`,
      hint: 'Mend the file to learn whether the key is yours.',
    })),
  };
}

/** Of the secret or of its ID: either makes it the user's own. */
function ownersOf(finding: Finding, byFingerprint: ReadonlyMap<string, string>): readonly string[] {
  const owners = fingerprintsOf(finding).flatMap((fingerprint) => byFingerprint.get(fingerprint) ?? []);
  return [...new Set(owners.flatMap((one) => one.split(', ')))];
}

/** The same once AWS said whose the key is. */
export function withVerdict({ leak }: Response, verified: Verified): Response {
  const { holder = leak.holder, arn = leak.arn } = verified;
  const known = leakOf(leak.finding, { ownedAs: leak.ownedAs, holder, arn });
  return { leak: known, plan: planFor(known), verified };
}
