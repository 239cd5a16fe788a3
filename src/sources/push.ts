import { boundary, commitsOf, presentOf } from '../git/changes.ts';
import { askGit, type Repository } from '../git/process.ts';
import type { Oid } from '../model/object.ts';
import { UserError } from '../model/user-error.ts';
import { rangeSource } from './incoming.ts';
import type { Source } from './source.ts';

/** A line that git hands to pre-push: what is pushed, and what the other side holds there now. */
export interface PushedRef {
  readonly localRef: string;
  readonly localOid: Oid;
  readonly remoteRef: string;
  readonly remoteOid: Oid;
}

const line = /^(.+) ([0-9a-f]{40}|[0-9a-f]{64}) (.+) ([0-9a-f]{40}|[0-9a-f]{64})$/;

/** @throws UserError when a line is not as githooks(5) has it. */
export function parsePushedRefs(input: string): readonly PushedRef[] {
  return input
    .split('\n')
    .filter((text) => text !== '')
    .map((text) => {
      const found = line.exec(text);
      if (found === null) {
        throw new UserError('a line on standard input is not what git hands to pre-push', {
          hint: 'Let git run this hook: git push.',
        });
      }
      return { localRef: found[1]!, localOid: found[2]!, remoteRef: found[3]!, remoteOid: found[4]! };
    });
}

/** Where a push goes: the remote's name, which is its URL when it has none, and the URL that git sends to. */
export interface Push {
  readonly remote: string;
  readonly url: string;
  readonly refs: readonly PushedRef[];
}

/** What a push sends: every object of the pushed refs that the remote is not known to hold. */
export function pushSource(repository: Repository, push: Push): Source {
  const { sent, range } = pushedRange(repository, push);
  return {
    ...rangeSource(repository, 'what the push sends', range),
    texts: sent.map(({ remoteRef }) => ({ label: 'branch or tag name', bytes: Buffer.from(remoteRef) })),
  };
}

/** The commits at both ends of a push: those that are pushed, and those of the other side that they build on. */
export function pushEnds(
  repository: Repository,
  push: Push,
): { readonly tips: readonly Oid[]; readonly bases: readonly Oid[] } {
  const { range } = pushedRange(repository, push);
  const tips = commitsOf(repository, range.tips);
  const bases = commitsOf(repository, range.known);
  return { tips, bases: bases.length > 0 ? bases : boundary(repository, { ...range, tips }) };
}

function pushedRange(repository: Repository, push: Push) {
  const sent = push.refs.filter(({ localOid }) => !isZero(localOid));
  const known = presentOf(
    repository,
    sent.map(({ remoteOid }) => remoteOid).filter((oid) => !isZero(oid)),
  );
  const tips = [...new Set(sent.map(({ localOid }) => localOid))];
  const excluded = [...new Set([...known, ...trackedTips(repository, { ...push, refs: sent })])];
  return { sent, range: { tips, excluded, known } };
}

const isZero = (oid: Oid): boolean => !/[^0]/.test(oid);

/**
 * The tips of this remote's branches as last seen; none when they may be those of another place: the push goes to
 * another URL than fetches come from, or the remote lacks a branch that it is remembered to have.
 */
function trackedTips(repository: Repository, { remote, url, refs }: Push): readonly Oid[] {
  const remotes = lines(askGit(repository, ['remote']).stdout);
  if (!remotes.includes(remote)) return [];
  const fetched = askGit(repository, ['remote', 'get-url', remote], { accept: [0, 2, 128] }).stdout;
  if (lines(fetched)[0] !== url) return [];

  const args = ['for-each-ref', '--format=%(objectname) %(refname)', `refs/remotes/${remote}/`];
  const tracked = lines(askGit(repository, args).stdout).map((line) => line.split(' ') as [Oid, string]);
  const ofOthers = remotes
    .filter((other) => other.startsWith(`${remote}/`))
    .map((other) => `refs/remotes/${other}/`);
  const own = tracked.filter(([, name]) => !ofOthers.some((folder) => name.startsWith(folder)));
  const isContradicted = refs.some(
    ({ remoteRef, remoteOid }) =>
      isZero(remoteOid) &&
      own.some(([, name]) => name === remoteRef.replace(/^refs\/heads\//, `refs/remotes/${remote}/`)),
  );
  return isContradicted ? [] : own.map(([oid]) => oid);
}

const lines = (output: Buffer): readonly string[] =>
  output
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
