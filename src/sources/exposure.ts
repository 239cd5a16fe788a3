import { headCommit } from '../git/changes.ts';
import { authorsOf } from '../git/commit-author.ts';
import type { CommitGraph } from '../git/commit-graph.ts';
import type { ReadObjects } from '../git/object-reader.ts';
import type { Repository } from '../git/process.ts';
import { allRefs, type Ref } from '../git/refs.ts';
import type { Exposure, Moment } from '../model/finding.ts';
import { asLines } from '../model/joined.ts';
import { decodeBytes, visible } from '../model/visible.ts';
import type { Scanner } from '../scan/scanner.ts';
import type { HistoryOf } from './attribution.ts';
import { following, type Presence } from './presence.ts';
import type { Holders } from './source.ts';

const day = 24 * 60 * 60;

export interface Asked {
  readonly repository: Repository;
  readonly read: ReadObjects;
  readonly scanner: Scanner;
  readonly history: HistoryOf;
}

/** An exposure as history tells it, whatever day it is. */
export interface Stay extends Omit<Exposure, 'days'> {
  /** When it ended, in seconds since 1970; undefined while it lasts. */
  readonly until?: number;
}

/** The same with its days counted. */
export function exposureAt({ until, ...stay }: Stay, now: Date): Exposure {
  const seconds = (until ?? now.getTime() / 1000) - stay.first.time;
  // Spread, each of them would get a shape of its own, which takes half a kilobyte.
  return Object.assign({}, stay, { days: Math.max(0, Math.floor(seconds / day)) });
}

/** What tells a secret's holders from others, as far as history goes: those with the same have one stay. */
export const keyOf = ({ objects, paths, allowed = new Set() }: Holders): string =>
  [...objects, ...paths, ...allowed].sort().join('\0');

/** How long each of these secrets has been where; undefined for one that is in no commit. */
export async function staysOf(
  { repository, read, scanner, history }: Asked,
  secrets: readonly Holders[],
): Promise<readonly (Stay | undefined)[]> {
  const { graph } = history;
  const spanOf = spans(await endsOf(repository, graph, scanner));
  const follow = following(graph, (path) => visible(scanner.redact(path)));
  // Secrets of one file have one history.
  const known = new Map<string, Span>();
  const keys = secrets.map((holders) => {
    const key = keyOf(holders);
    if (!known.has(key)) known.set(key, spanOf(follow(history.changesOf(holders), holders)));
    return key;
  });
  const momentOf = await momentsOf([...known.values()], { read, scanner, graph });
  const answers = new Map([...known].map(([key, span]) => [key, stayOf(span, momentOf)]));
  return keys.map((key) => answers.get(key));
}

/** What is told of a presence, so that nothing of it is kept that is as large as the history. */
interface Span extends Pick<Presence, 'introduced' | 'reintroduced' | 'brought' | 'removed'> {
  readonly isAtHead: boolean;
  readonly isAtAnyRef: boolean;
  readonly isPushed: boolean;
  /** Those that have it in their history. */
  readonly refs: readonly string[];
}

/** Where a history is entered. */
interface Ends {
  readonly head: number | undefined;
  readonly refs: readonly End[];
}

interface End {
  /** Safe to print. */
  readonly name: string;
  readonly commit: number;
  /** Whether it tells what a remote holds. */
  readonly isRemote: boolean;
}

async function endsOf(repository: Repository, graph: CommitGraph, scanner: Scanner): Promise<Ends> {
  const head = headCommit(repository);
  const refs: End[] = [];
  for await (const some of allRefs(repository)) {
    const names = shownNames(some, scanner);
    for (const [at, { name, oid, peeled }] of some.entries()) {
      const commit = graph.numberOf(peeled ?? oid);
      const isRemote = name.indexOf(remotes) === 0;
      if (commit !== undefined) refs.push({ name: names[at]!, commit, isRemote });
    }
  }
  return { head: head === undefined ? undefined : graph.numberOf(head), refs };
}

const remotes = 'refs/remotes/';

/** One look at many names spares a look at each. */
function shownNames(refs: readonly Ref[], scanner: Scanner): readonly string[] {
  const { suspicious } = scanner.scan(asLines(refs.map(({ name }) => name)));
  return refs.map(({ name }) => visible(suspicious ? redacted(name, scanner) : decodeBytes(name)));
}

/** Together with the folder that says what kind of ref it is, a key ID may look like a secret. */
function redacted(name: Buffer, scanner: Scanner): string {
  const folder = /^refs\/(?:remotes\/[^/]+|[^/]+)\//.exec(name.toString('latin1'))?.[0] ?? '';
  return [name.subarray(0, folder.length), name.subarray(folder.length)]
    .map((part) => scanner.redact(part))
    .join('');
}

function spans({ head, refs }: Ends): (presence: Presence) => Span {
  const share = sharing();
  return ({ holds, held, ...commits }) => ({
    ...commits,
    isAtHead: head !== undefined && holds(head),
    isAtAnyRef: refs.some(({ commit }) => holds(commit)),
    isPushed: refs.some(({ commit, isRemote }) => isRemote && held(commit)),
    refs: share(refs.filter(({ commit }) => held(commit)).map(({ name }) => name)),
  });
}

/** Many a secret is in the same refs, and these may be many: one list does for all of them. */
function sharing(): (list: readonly string[]) => readonly string[] {
  const known = new Map<number, readonly string[]>();
  return (list) => {
    const other = known.get(list.length);
    if (other?.every((name, at) => name === list[at])) return other;
    known.set(list.length, list);
    return list;
  };
}

/** Who made the commits that are told of, and when. */
async function momentsOf(
  spans: readonly Span[],
  { read, scanner, graph }: Pick<Asked, 'read' | 'scanner'> & { readonly graph: CommitGraph },
): Promise<(commit: number) => Moment> {
  const told = new Set<number>();
  for (const { introduced, brought, removed } of spans)
    for (const commits of [introduced, brought, removed]) for (const commit of commits) told.add(commit);
  const authors = await authorsOf(
    read,
    [...told].map((commit) => graph.oidOf(commit)),
  );
  const shown = new Map<string, string>();
  const shownOf = (author: Buffer): string => {
    const key = author.toString('latin1');
    const known = shown.get(key) ?? visible(scanner.redact(author));
    shown.set(key, known);
    return known;
  };
  return (number) => {
    const commit = graph.oidOf(number);
    const { author, time } = authors.get(commit)!;
    return { commit, author: shownOf(author), time };
  };
}

function stayOf(span: Span, momentOf: (commit: number) => Moment): Stay | undefined {
  const { introduced, reintroduced, brought, removed, isAtHead, isAtAnyRef, isPushed, refs } = span;
  if (introduced.length === 0) return undefined;
  const byTime = (commits: readonly number[]) => commits.map(momentOf).sort((a, b) => a.time - b.time);
  const first = byTime(introduced)[0]!;
  const last = byTime([...introduced, ...brought]).at(-1)!;
  const gone = isAtHead ? undefined : byTime(removed).at(-1);
  const lasts = isAtHead || gone === undefined || isAtAnyRef;
  const stay = { first, last, reintroduced, isAtHead, refs, isPushed };
  return gone === undefined ? stay : Object.assign(stay, { gone }, lasts ? {} : { until: gone.time });
}
