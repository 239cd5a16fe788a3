import { headCommit } from '../git/changes.ts';
import { authorsOf } from '../git/commit-author.ts';
import type { CommitGraph } from '../git/commit-graph.ts';
import type { Repository } from '../git/process.ts';
import { allRefs, type Ref } from '../git/refs.ts';
import type { Exposure, Moment } from '../model/finding.ts';
import { decodeBytes, visible } from '../model/visible.ts';
import type { Scanner } from '../scan/scanner.ts';
import type { HistoryOf } from './attribution.ts';
import { type Presence, presenceOf } from './presence.ts';
import type { Holders } from './source.ts';

const day = 24 * 60 * 60;

export interface Asked {
  readonly repository: Repository;
  readonly scanner: Scanner;
  readonly history: HistoryOf;
  readonly now: Date;
}

/** How long each of these secrets has been where; undefined for one that is in no commit. */
export async function exposures(
  { repository, scanner, history, now }: Asked,
  secrets: readonly Holders[],
): Promise<readonly (Exposure | undefined)[]> {
  const { graph } = history;
  // Secrets of one file have one history.
  const known = new Map<string, Presence>();
  const presences = secrets.map((holders) => {
    const key = [...holders.objects, ...holders.paths].sort().join('\0');
    const presence = known.get(key) ?? presenceOf(graph, history.changesOf(holders), holders);
    known.set(key, presence);
    return presence;
  });
  const told = [...known.values()].flatMap(({ introduced, brought, removed }) => [
    ...introduced,
    ...brought,
    ...removed,
  ]);
  const authors = await authorsOf(
    repository,
    [...new Set(told)].map((commit) => graph.oidOf(commit)),
  );
  const shown = (quoted: Buffer) => visible(scanner.redact(quoted));
  const ends = await endsOf(repository, graph, scanner);
  const momentOf = (commit: number): Moment => {
    const oid = graph.oidOf(commit);
    const { author, time } = authors.get(oid)!;
    return { commit: oid, author: shown(author), time };
  };
  const answers = new Map<Presence, Exposure | undefined>();
  for (const presence of known.values())
    answers.set(presence, exposureOf(presence, ends, { momentOf, now: now.getTime() / 1000 }));
  return presences.map((presence) => answers.get(presence));
}

/** Where a history is entered. */
interface Ends {
  readonly head: number | undefined;
  /** Their names are safe to print. */
  readonly refs: readonly { readonly name: string; readonly commit: number }[];
}

async function endsOf(repository: Repository, graph: CommitGraph, scanner: Scanner): Promise<Ends> {
  const head = headCommit(repository);
  const refs: { name: string; commit: number }[] = [];
  for await (const some of allRefs(repository)) {
    const names = shownNames(some, scanner);
    for (const [at, { oid, peeled }] of some.entries()) {
      const commit = graph.numberOf(peeled ?? oid);
      if (commit !== undefined) refs.push({ name: names[at]!, commit });
    }
  }
  return { head: head === undefined ? undefined : graph.numberOf(head), refs };
}

/** One look at many names spares a look at each. */
function shownNames(refs: readonly Ref[], scanner: Scanner): readonly string[] {
  const { suspicious } = scanner.scan(Buffer.concat(refs.flatMap(({ name }) => [name, lineFeed])));
  return refs.map(({ name }) => visible(suspicious ? scanner.redact(name) : decodeBytes(name)));
}

const lineFeed = Buffer.from('\n');

interface Words {
  readonly momentOf: (commit: number) => Moment;
  /** In seconds since 1970. */
  readonly now: number;
}

function exposureOf(
  presence: Presence,
  { head, refs }: Ends,
  { momentOf, now }: Words,
): Exposure | undefined {
  const { introduced, reintroduced, brought, removed, holds, held } = presence;
  if (introduced.length === 0) return undefined;
  const byTime = (commits: readonly number[]) => commits.map(momentOf).sort((a, b) => a.time - b.time);
  const first = byTime(introduced)[0]!;
  const last = byTime([...introduced, ...brought]).at(-1)!;
  const wherever = refs.filter(({ commit }) => held(commit));
  const isAtHead = head !== undefined && holds(head);
  const gone = isAtHead ? undefined : byTime(removed).at(-1);
  const isThere = isAtHead || gone === undefined || refs.some(({ commit }) => holds(commit));
  return {
    first,
    last,
    reintroduced,
    isAtHead,
    ...(gone === undefined ? {} : { gone }),
    days: Math.max(0, Math.floor(((isThere ? now : gone.time) - first.time) / day)),
    refs: wherever.map(({ name }) => name),
    isPushed: wherever.some(({ name }) => name.startsWith('refs/remotes/')),
  };
}
