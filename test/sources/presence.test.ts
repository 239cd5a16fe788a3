/** How a secret is followed through a history, against what each commit of it really holds. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CommitGraph } from '../../src/git/commit-graph.ts';
import type { EdgeChange } from '../../src/git/edges.ts';
import { following, type Presence } from '../../src/sources/presence.ts';
import { placeKey } from '../../src/sources/source.ts';
import { runs } from '../support/scanning.ts';

/** What a commit holds, path by path: which of a few blobs, or nothing. */
type Tree = readonly (number | undefined)[];
interface History {
  readonly parents: readonly (readonly number[])[];
  readonly trees: readonly Tree[];
}

const oid = (kind: string, number: number): string =>
  Buffer.from(`${kind}${number}`.padEnd(20)).toString('hex');
const paths = ['a', 'b', 'c'];
const none = '0'.repeat(40);

const histories: fc.Arbitrary<History> = fc
  .array(
    fc.record({
      parents: fc.array(fc.nat(), { maxLength: 3 }),
      tree: fc.tuple(...paths.map(() => fc.option(fc.nat({ max: 3 }), { nil: undefined }))),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((commits) => ({
    parents: commits.map(({ parents }, at) => [
      ...new Set(at === 0 ? [] : parents.map((parent) => parent % at)),
    ]),
    trees: commits.map(({ tree }) => tree),
  }));

function graphOf({ parents }: History): CommitGraph {
  const graph = new CommitGraph();
  for (const [at, of] of parents.entries())
    graph.add(
      oid('commit', at),
      of.map((parent) => oid('commit', parent)),
    );
  return graph;
}

/** As git tells them: along each edge, path by path. */
const changesOf = ({ parents, trees }: History): EdgeChange[] =>
  trees.flatMap((tree, commit) =>
    (parents[commit]!.length === 0 ? [undefined] : parents[commit]!).flatMap((other, parent) =>
      paths.flatMap((path, at) => {
        const before = other === undefined ? undefined : trees[other]![at];
        return before === tree[at] ? [] : [{ commit, parent, entry: entryOf(path, before, tree[at]) }];
      }),
    ),
  );

const entryOf = (path: string, before: number | undefined, now: number | undefined) => ({
  oldMode: before === undefined ? '000000' : '100644',
  newMode: now === undefined ? '000000' : '100644',
  oldOid: before === undefined ? none : oid('blob', before),
  newOid: now === undefined ? none : oid('blob', now),
  status: before === undefined ? 'A' : now === undefined ? 'D' : 'M',
  path: Buffer.from(path),
});

/** Where another secret was before, which left its traces in memory. */
function presenceIn(
  history: History,
  objects: readonly string[],
  names: readonly string[] = [],
  allowed: readonly string[] = [],
): Presence {
  const follow = following(graphOf(history), String);
  const changes = changesOf(history);
  follow(changes, { objects: [], paths });
  return follow(changes, { objects, paths: names, allowed: new Set(allowed) });
}

describe('a secret in a history', () => {
  test('is where its blobs are', () => {
    fc.assert(
      fc.property(histories, fc.subarray([0, 1, 2, 3]), (history, blobs) => {
        const truth = history.trees.map((tree) =>
          tree.some((blob) => blob !== undefined && blobs.includes(blob)),
        );
        const presence = presenceIn(
          history,
          blobs.map((blob) => oid('blob', blob)),
        );
        const commits = history.trees.map((_, at) => at);
        const parents = (at: number) => history.parents[at]!;
        const ever = (at: number): boolean => truth[at]! || parents(at).some(ever);

        expect(commits.map(presence.holds)).toEqual(truth);
        expect(commits.map(presence.held)).toEqual(commits.map(ever));
        expect(presence.introduced).toEqual(
          commits.filter((at) => truth[at] && !parents(at).some((parent) => truth[parent])),
        );
        expect(presence.removed).toEqual(
          commits.filter(
            (at) => !truth[at] && parents(at).length > 0 && parents(at).every((one) => truth[one]),
          ),
        );
        expect(presence.reintroduced).toBe(presence.introduced.filter((at) => parents(at).some(ever)).length);
      }),
      runs(300),
    );
  });

  test('is not where it is allowed', () => {
    const places = fc.array(fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: paths.length - 1 })));
    fc.assert(
      fc.property(histories, places, (history, allowed) => {
        const isAllowed = (blob: number, path: number) =>
          allowed.some(([one, other]) => one === blob && other === path);
        const blobs = [0, 1, 2, 3].map((blob) => oid('blob', blob));

        const presence = presenceIn(
          history,
          blobs,
          [],
          allowed.map(([blob, path]) => placeKey(oid('blob', blob), paths[path]!)),
        );

        expect(history.trees.map((_, at) => presence.holds(at))).toEqual(
          history.trees.map((tree) =>
            tree.some((blob, path) => blob !== undefined && !isAllowed(blob, path)),
          ),
        );
      }),
      runs(300),
    );
  });

  test('is where its name is', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const presence = presenceIn(history, [], ['b']);

        expect(history.trees.map((_, at) => presence.holds(at))).toEqual(
          history.trees.map((tree) => tree[1] !== undefined),
        );
      }),
      runs(300),
    );
  });

  test('in a message is held by every commit that builds on that', () => {
    fc.assert(
      fc.property(histories, fc.nat(), (history, which) => {
        const said = which % history.trees.length;
        const presence = presenceIn(history, [oid('commit', said)]);
        const builds = (at: number): boolean => at === said || history.parents[at]!.some(builds);

        expect(history.trees.map((_, at) => presence.holds(at))).toEqual(
          history.trees.map((_, at) => builds(at)),
        );
        expect(presence.introduced).toEqual([said]);
      }),
      runs(300),
    );
  });
});
