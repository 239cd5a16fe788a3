import { setTimeout as pause } from 'node:timers/promises';
import { isUserError } from '../../model/user-error.ts';
import type { Session } from './access.ts';
import type { Change, ContainmentPlan, State } from './containment.ts';
import { AwsFailure } from './failure.ts';

/** How a change ended. `unknown`: it may be done, or be done yet; `found` says what AWS shows. */
export type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly problem: string; readonly hint: string }
  | { readonly kind: 'unknown'; readonly problem: string; readonly hint: string; readonly found: string }
  | { readonly kind: 'not-begun' };

/** One line of the record, as JSON: no secret is in it, and no whole key ID. */
export interface RecordEntry {
  /** ISO 8601. */
  readonly time: string;
  readonly event: 'about-to' | Outcome['kind'];
  readonly account: string;
  /** Who acts. */
  readonly actor: string;
  readonly change: string;
  readonly before: string;
  readonly commands: readonly string[];
  readonly undo: readonly string[];
  readonly problem?: string;
  readonly found?: string;
}

/** `incomplete`: the exit code is 2, and `results` says what is done all the same. */
export interface Containment {
  readonly kind: 'done' | 'incomplete';
  readonly results: readonly { readonly change: Change; readonly outcome: Outcome }[];
}

export interface Recording {
  /** Called before each write and after it. Where it throws before one, that one is not begun. */
  readonly record: (entry: RecordEntry) => void | Promise<void>;
}

/** Makes the changes of a plan one after the other, and stops at the first that does not succeed. It does not throw. */
export async function carryOut(
  session: Session,
  plan: ContainmentPlan,
  { record }: Recording,
): Promise<Containment> {
  const results: { change: Change; outcome: Outcome }[] = [];
  let isStopped = false;
  for (const change of plan.changes) {
    isStopped ||= session.access.means.signal?.aborted ?? false;
    const outcome: Outcome = isStopped ? { kind: 'not-begun' } : await carriedOut(change);
    const said = await told(change, outcome);
    results.push({ change, outcome: said });
    isStopped ||= said.kind !== 'done';
  }
  return { kind: isStopped ? 'incomplete' : 'done', results };

  async function carriedOut(change: Change): Promise<Outcome> {
    try {
      await record(entryOf(change, 'about-to'));
    } catch (error) {
      return { kind: 'failed', ...wordsOf(error, 'the record could not be written, so nothing was changed') };
    }
    try {
      await change.write(session.ask);
    } catch (error) {
      return afterFailure(session, change, error);
    }
    return afterWrite(session, change);
  }

  /** What is done is done, whether or not it could be written down. */
  async function told(change: Change, outcome: Outcome): Promise<Outcome> {
    try {
      await record(entryOf(change, outcome.kind, outcome));
      return outcome;
    } catch (error) {
      const words = wordsOf(error, 'the record could not be written');
      if (outcome.kind !== 'done') return outcome;
      return {
        kind: 'unknown',
        ...words,
        found: `It is done (${change.after}); only the record of it is missing.`,
      };
    }
  }

  function entryOf(change: Change, event: RecordEntry['event'], outcome?: Outcome): RecordEntry {
    const { title, before, commands, undo } = change;
    return {
      time: new Date(session.access.means.now()).toISOString(),
      event,
      account: plan.actor.account,
      actor: plan.actor.arn,
      change: title,
      before,
      commands,
      undo,
      ...(outcome && 'problem' in outcome ? { problem: outcome.problem } : {}),
      ...(outcome && 'found' in outcome ? { found: outcome.found } : {}),
    };
  }
}

/** IAM takes a moment to show everywhere what it has taken. Source: IAM user guide, "Changes that I make are not always immediately visible". */
const looks = 3;

async function afterWrite(session: Session, change: Change): Promise<Outcome> {
  const { pause: moment } = session.access.limits;
  let found: Found = 'before';
  for (let look = 0; look < looks && found === 'before'; look++) {
    if (look > 0) await pause(moment);
    found = await currently(session, change);
  }
  if (found === 'after') return { kind: 'done' };
  return {
    kind: 'unknown',
    problem: 'AWS took the change, but it could not be seen afterwards',
    hint: 'Look once more in a minute: run the same again, it changes only what is not done.',
    found: wordsFor(found, change),
  };
}

async function afterFailure(session: Session, change: Change, error: unknown): Promise<Outcome> {
  const words = wordsOf(error, 'the change failed');
  const certainty = error instanceof AwsFailure ? error.certainty : 'open';
  const found = await currently(session, change);
  // A first try may have come through although its answer was lost.
  if (found === 'after') return { kind: 'done' };
  // So may one before the last, which was never sent: only what is seen is certain.
  const isCertain = certainty === 'refused' || (certainty === 'not-sent' && found === 'before');
  if (isCertain) return { kind: 'failed', ...words };
  return { kind: 'unknown', ...words, found: wordsFor(found, change) };
}

/** What AWS shows, or why that could not be read. */
type Found = State | { readonly problem: string };

/** Also after an interruption, for a moment longer. */
async function currently(session: Session, change: Change): Promise<Found> {
  const { signal } = session.access.means;
  const under = signal?.aborted ? AbortSignal.timeout(lastLook) : signal;
  // Whatever goes wrong here, what was written must be told.
  return change
    .read(session.askUnder(under))
    .catch((error) => wordsOf(error, 'for a reason that is not known'));
}

/** In milliseconds. */
const lastLook = 5_000;

function wordsFor(found: Found, { before, after }: Change): string {
  if (typeof found === 'object') return `What AWS shows now could not be read: ${found.problem}.`;
  if (found === 'before') return `AWS still shows what was there before (${before}); that may change yet.`;
  return found === 'after'
    ? `AWS shows it done (${after}).`
    : 'AWS shows something else than before, and not what was to be.';
}

const wordsOf = (error: unknown, otherwise: string): { problem: string; hint: string } =>
  isUserError(error)
    ? { problem: error.message, hint: error.hint }
    : { problem: otherwise, hint: 'Run it again: what is done already is left alone.' };
