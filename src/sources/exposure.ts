import { headCommit } from '../git/changes.ts';
import { authorsOf } from '../git/commit-author.ts';
import type { CommitGraph } from '../git/commit-graph.ts';
import type { Repository } from '../git/process.ts';
import { allRefs } from '../git/refs.ts';
import type { Exposure, Moment } from '../model/finding.ts';
import { visible } from '../model/visible.ts';
import type { Scanner } from '../scan/scanner.ts';
import type { HistoryOf } from './attribution.ts';
import { type Presence, presenceOf } from './presence.ts';
import type { Holders } from './source.ts';

const day = 24 * 60 * 60;

/** How long each of these secrets has been where; undefined for one that is in no commit. */
export async function exposures(
  repository: Repository,
  scanner: Scanner,
  history: HistoryOf,
  secrets: readonly Holders[],
  now: Date,
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
  const ends = endsOf(repository, graph);
  const momentOf = (commit: number): Moment => {
    const oid = graph.oidOf(commit);
    const { author, time } = authors.get(oid)!;
    return { commit: oid, author: shown(author), time };
  };
  const answers = new Map<Presence, Exposure | undefined>();
  for (const presence of known.values())
    answers.set(presence, exposureOf(presence, ends, { momentOf, shown, now: now.getTime() / 1000 }));
  return presences.map((presence) => answers.get(presence));
}

/** Where a history is entered. */
interface Ends {
  readonly head: number | undefined;
  readonly refs: readonly { readonly name: Buffer; readonly commit: number }[];
}

function endsOf(repository: Repository, graph: CommitGraph): Ends {
  const head = headCommit(repository);
  return {
    head: head === undefined ? undefined : graph.numberOf(head),
    refs: allRefs(repository).flatMap(({ name, oid, peeled }) => {
      const commit = graph.numberOf(peeled ?? oid);
      return commit === undefined ? [] : [{ name, commit }];
    }),
  };
}

interface Words {
  readonly momentOf: (commit: number) => Moment;
  readonly shown: (quoted: Buffer) => string;
  /** In seconds since 1970. */
  readonly now: number;
}

function exposureOf(
  presence: Presence,
  { head, refs }: Ends,
  { momentOf, shown, now }: Words,
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
    refs: wherever.map(({ name }) => shown(name)),
    isPushed: wherever.some(({ name }) => name.toString('latin1').startsWith('refs/remotes/')),
  };
}
