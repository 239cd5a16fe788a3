import { commitsOf, headCommit, refTips } from '../git/changes.ts';
import type { Repository } from '../git/process.ts';
import type { Oid } from '../model/object.ts';
import { UserError } from '../model/user-error.ts';
import { rangeSource } from './incoming.ts';
import { isZero } from './push.ts';
import type { Source } from './source.ts';

/** A line that git hands to pre-receive: what a branch or tag holds, and what it is to hold. */
export interface ReceivedRef {
  readonly oldOid: Oid;
  readonly newOid: Oid;
  readonly ref: string;
}

const line = /^([0-9a-f]{40}|[0-9a-f]{64}) ([0-9a-f]{40}|[0-9a-f]{64}) (.+)$/;

/**
 * The refs that are to hold something; those that are to go bring nothing.
 *
 * @throws UserError when a line is not as githooks(5) has it.
 */
export function parseReceivedRefs(input: string): readonly ReceivedRef[] {
  const refs = input
    .split('\n')
    .filter((text) => text !== '')
    .map((text) => {
      const [, oldOid, newOid, ref] = line.exec(text) ?? [];
      if (oldOid === undefined || newOid === undefined || ref === undefined) throw notFromGit();
      return { oldOid, newOid, ref };
    });
  return refs.filter(({ newOid }) => !isZero(newOid));
}

const notFromGit = (): UserError =>
  new UserError('a line on standard input is not what git hands to pre-receive', {
    hint: 'Let git run this hook, in the repository that is pushed to.',
  });

/** What a push brings here: every object of the new tips that no branch, tag or other ref reaches yet. */
export function receivedSource(repository: Repository, refs: readonly ReceivedRef[]): Source {
  const tips = [...new Set(refs.map(({ newOid }) => newOid))];
  return {
    ...rangeSource(repository, 'what the push brings', {
      tips,
      excluded: refTips(repository),
      known: baseTips(repository, refs),
    }),
    texts: refs.map(({ ref }) => ({ label: 'branch or tag name', bytes: Buffer.from(ref) })),
  };
}

/** The commits at both ends: those that come, and those that they are judged by. */
export function receivedEnds(
  repository: Repository,
  refs: readonly ReceivedRef[],
): { readonly tips: readonly Oid[]; readonly bases: readonly Oid[]; readonly isFirst: boolean } {
  const isFirst = refs.length > 0 && refTips(repository).length === 0;
  return {
    tips: commitsOf(repository, [...new Set(refs.map(({ newOid }) => newOid))]),
    bases: isFirst ? [] : commitsOf(repository, baseTips(repository, refs)),
    isFirst,
  };
}

/** What the refs hold that are pushed over; for new ones what HEAD names, and where that is nothing all branches. */
function baseTips(repository: Repository, refs: readonly ReceivedRef[]): readonly Oid[] {
  const over = refs.map(({ oldOid }) => oldOid).filter((oid) => !isZero(oid));
  if (over.length === refs.length) return [...new Set(over)];
  const head = headCommit(repository);
  return [...new Set([...over, ...(head === undefined ? refTips(repository, 'refs/heads') : [head])])];
}
