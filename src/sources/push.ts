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

/** What a push sends: every object of the pushed refs that the remote is not known to hold. */
export function pushSource(
  repository: Repository,
  push: { readonly remote: string; readonly refs: readonly PushedRef[] },
): Source {
  const sent = push.refs.filter(({ localOid }) => !isZero(localOid));
  const remotes = push.refs.map(({ remoteOid }) => remoteOid).filter((oid) => !isZero(oid));
  const range = rangeSource(repository, 'what the push sends', {
    tips: [...new Set(sent.map(({ localOid }) => localOid))],
    excluded: [...new Set([...present(repository, remotes), ...tracked(repository, push.remote)])],
  });
  return {
    ...range,
    texts: sent.map(({ remoteRef }) => ({ label: 'branch or tag name', bytes: Buffer.from(remoteRef) })),
  };
}

const isZero = (oid: Oid): boolean => !/[^0]/.test(oid);

/** Those that are here: a force push can go over a tip that was never fetched. */
function present(repository: Repository, oids: readonly Oid[]): readonly Oid[] {
  return oids.filter((oid) => askGit(repository, ['cat-file', '-e', oid], { accept: [0, 1] }).code === 0);
}

/** The tips of this remote's branches, as last seen. */
function tracked(repository: Repository, remote: string): readonly Oid[] {
  if (!/^[\w.-]+(?:\/[\w.-]+)*$/.test(remote)) return [];
  const args = ['for-each-ref', '--format=%(objectname)', `refs/remotes/${remote}/`];
  const { stdout } = askGit(repository, args);
  return stdout
    .toString('latin1')
    .split('\n')
    .filter((oid) => oid !== '');
}
