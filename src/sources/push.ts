import { presentOf } from '../git/changes.ts';
import type { Repository } from '../git/process.ts';
import { isFetchedFrom, rememberedTips } from '../git/remotes.ts';
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

/** The refs that are sent, and what of their objects the remote is known to hold; `known` are the tips that it has. */
export function pushedRange(repository: Repository, push: Push) {
  const sent = push.refs.filter(({ localOid }) => !isZero(localOid));
  const known = presentOf(
    repository,
    sent.map(({ remoteOid }) => remoteOid).filter((oid) => !isZero(oid)),
  );
  const tips = [...new Set(sent.map(({ localOid }) => localOid))];
  const excluded = [...new Set([...known, ...trackedTips(repository, { ...push, refs: sent })])];
  return { sent, range: { tips, excluded, known } };
}

/** Stands for a ref that is not there. */
export const isZero = (oid: Oid): boolean => !/[^0]/.test(oid);

/**
 * The tips of this remote's branches as last seen, without those that are fetched from elsewhere; none when all may be:
 * the push goes to another URL than fetches come from, or the remote lacks a branch that it is remembered to have.
 */
function trackedTips(repository: Repository, { remote, url, refs }: Push): readonly Oid[] {
  if (!isFetchedFrom(repository, { remote, url })) return [];

  const own = rememberedTips(repository, remote);
  const names = new Set(own.map(({ name }) => name));
  const isContradicted = refs.some(
    ({ remoteRef, remoteOid }) =>
      isZero(remoteOid) && names.has(remoteRef.replace(/^refs\/heads\//, `refs/remotes/${remote}/`)),
  );
  return isContradicted ? [] : own.map(({ oid }) => oid);
}
