/** What holds for any pattern, tried on many that nobody wrote. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PatternMatch } from '../../src/model/pattern.ts';
import { rangesOf } from '../../src/patterns/bytes.ts';
import { longestWithin, stepsOn } from '../../src/patterns/cost.ts';
import { allIn, exactEngine, linearEngine, type Wanted } from '../../src/patterns/engine.ts';
import { requiredLiteral } from '../../src/patterns/literal.ts';
import { parse } from '../../src/patterns/parse.ts';
import { readPattern } from '../../src/patterns/pattern.ts';
import { type Node, nullable } from '../../src/patterns/tree.ts';
import { runs } from '../support/scanning.ts';

const texts = fc.string({ unit: fc.constantFrom(...'aabbcAB1_ -\n\r'), maxLength: 12 });
const atoms = [
  'a',
  'b',
  'c',
  'A',
  '1',
  ' ',
  '[ab]',
  '[^a]',
  '[a-c1_]',
  '[^B\\d]',
  '.',
  '\\w',
  '\\W',
  '\\s',
  '\\n',
  '\\x61',
];
const edges = ['^', '$', '\\b', '\\B'];
const repetitions = [
  '*',
  '+',
  '?',
  '*?',
  '+?',
  '??',
  '{2}',
  '{1,3}',
  '{0,2}?',
  '{2,}',
  '{2,4}?',
  '{0,20}',
  '{0}',
];

/** Patterns as both languages write them; with `beyond` also those that only JavaScript has. */
function sources(beyond: boolean): fc.Arbitrary<string> {
  const { source } = fc.letrec<{ source: string }>((tie) => {
    const inner = tie('source');
    const repeated = fc.tuple(inner, fc.constantFrom(...repetitions));
    return {
      source: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        { weight: 4, arbitrary: fc.constantFrom(...atoms) },
        { weight: 1, arbitrary: fc.constantFrom(...edges) },
        { weight: 6, arbitrary: fc.tuple(inner, inner).map(([one, two]) => one + two) },
        { weight: 3, arbitrary: inner.map((one) => `(${one})`) },
        { weight: 3, arbitrary: fc.tuple(inner, inner).map(([one, two]) => `(?:${one}|${two})`) },
        { weight: 2, arbitrary: repeated.map(([one, times]) => `(?:${one})${times}`) },
        { weight: 2, arbitrary: repeated.map(([one, times]) => `(${one})${times}`) },
        ...(beyond
          ? [
              {
                weight: 2,
                arbitrary: fc
                  .tuple(fc.constantFrom('=', '!', '<=', '<!'), inner)
                  .map(([kind, one]) => `(?${kind}${one})`),
              },
              { weight: 1, arbitrary: inner.map((one) => `(?:(${one})\\1)`) },
            ]
          : []),
      ),
    };
  });
  return source;
}

const everyGroup = (groups: number): Wanted => ({
  groups: Array.from({ length: groups }, (_, index) => index + 1),
  strict: false,
});

/** What JavaScript itself says. */
function plainly(regex: RegExp, group: number, text: string): PatternMatch[] {
  return [...text.matchAll(regex)].flatMap((match) => {
    const span = match.indices![group];
    if (span === undefined) return [];
    return [{ index: match.index, length: match[0].length, start: span[0], end: span[1] }];
  });
}

/** As Pattern.matchesIn, and for patterns that it would refuse since they can match the empty text. */
function matchesIn(source: string, group: number, text: string): readonly PatternMatch[] {
  const { tree } = parse(source, false);
  if (!nullable(tree)) return readPattern(source, { name: 'a law', group }).matchesIn(text);
  return allIn(exactEngine(tree, { groups: group === 0 ? [] : [group], strict: group > 0 }), text);
}

describe('any pattern', () => {
  const flags = fc.subarray(['m', 's']).map((some) => some.join(''));

  test('finds what JavaScript finds, with the same flags', () => {
    fc.assert(
      fc.property(sources(true), flags, texts, fc.nat(3), (source, flags, text, group) => {
        const { groups } = parse(source, false);
        fc.pre(group <= groups);
        const all = flags === '' ? source : `(?${flags})${source}`;

        expect(matchesIn(all, group, text)).toEqual(plainly(new RegExp(source, `dg${flags}`), group, text));
      }),
      runs(1500),
    );
  });

  test('ignores case as JavaScript does', () => {
    fc.assert(
      fc.property(sources(true), flags, texts, fc.nat(3), (source, flags, text, group) => {
        fc.pre(!/\\1/.test(source));
        const { groups } = parse(source, true);
        fc.pre(group <= groups);

        expect(matchesIn(`(?i${flags})${source}`, group, text)).toEqual(
          plainly(new RegExp(source, `dgi${flags}`), group, text),
        );
      }),
      runs(1500),
    );
  });

  test('says whether it matches as it says where', () => {
    fc.assert(
      fc.property(sources(true), texts, (source, text) => {
        fc.pre(!nullable(parse(source, false).tree));
        const pattern = readPattern(source, { name: 'a law', group: 0 });

        expect(pattern.test(text)).toBe(pattern.matchesIn(text).length > 0);
      }),
    );
  });

  test('that may match the empty text is known, so none of the others ever does', () => {
    fc.assert(
      fc.property(sources(true), texts, (source, text) => {
        fc.pre(!nullable(parse(source, false).tree));

        expect(
          readPattern(source, { name: 'a law' })
            .matchesIn(text)
            .every(({ length }) => length > 0),
        ).toBe(true);
      }),
    );
  });

  test('finds the same with the linear engine, wherever this one can run it', () => {
    let compared = 0;
    fc.assert(
      fc.property(sources(false), texts, (source, text) => {
        const { tree, groups } = parse(source, false);
        const wanted = everyGroup(groups);
        const exact = exactEngine(tree, wanted);
        const linear = linearEngine(tree, wanted, exact);
        fc.pre(linear !== undefined);
        compared++;

        expect(allIn(linear, text)).toEqual(allIn(exact, text));
        for (const group of wanted.groups) {
          const strict = { groups: [group], strict: true };
          const alone = exactEngine(tree, strict);
          expect(allIn(linearEngine(tree, strict, alone)!, text)).toEqual(allIn(alone, text));
        }
      }),
      runs(1500),
    );
    expect(compared).toBeGreaterThan((runs(1500).numRuns * 2) / 3);
  });

  test('holds in each match the literal that it must hold', () => {
    fc.assert(
      fc.property(sources(true), texts, (source, text) => {
        const { tree } = parse(source, false);
        const literal = requiredLiteral(tree);
        fc.pre(literal !== undefined);

        const matches = allIn(exactEngine(tree, { groups: [], strict: false }), text);

        expect(matches.every(({ start, end }) => text.slice(start, end).includes(literal))).toBe(true);
      }),
      runs(500),
    );
  });

  test('takes no more steps than its bound says, though a search tries all ways from all places', () => {
    fc.assert(
      fc.property(sources(true), texts, (source, text) => {
        const { tree } = parse(source, false);
        const steps = stepsTaken(tree, text);
        fc.pre(steps !== undefined);

        expect(steps).toBeLessThanOrEqual(stepsOn(tree, text.length));
      }),
      runs(1000),
    );
  });
});

test('the longest text within a number of steps is the longest', () => {
  const { tree } = parse('a.*b(?:c|d+)', false);
  const longest = longestWithin(tree, 1_000_000, 10_000);

  expect(longest).toBeGreaterThan(10);
  expect(stepsOn(tree, longest)).toBeLessThanOrEqual(1_000_000);
  expect(stepsOn(tree, longest + 1)).toBeGreaterThan(1_000_000);
  expect(longestWithin(tree, 1_000_000_000_000, 500)).toBe(500);
});

/** How many steps a backtracking search takes when nothing behind the pattern ever fits; undefined when too many. */
function stepsTaken(tree: Node, text: string): number | undefined {
  const most = 200_000;
  let steps = 0;

  /** Tries a node at a place and, each time that it fits, what comes behind. */
  const attempt = (node: Node, at: number, behind: (at: number) => void): void => {
    if (steps > most) return;
    switch (node.kind) {
      case 'byte':
        steps++;
        if (at < text.length && holds(node.set, text.charCodeAt(at))) behind(at + 1);
        return;
      case 'edge':
      case 'reference':
        steps++;
        // As if it always held: it never does more than that.
        behind(at);
        return;
      case 'group':
        attempt(node.body, at, behind);
        return;
      case 'choice':
        for (const option of node.options) {
          steps++;
          attempt(option, at, behind);
        }
        return;
      case 'sequence':
        inRow(node.parts, at, behind);
        return;
      case 'repeat':
        turn(node, 0, at, behind);
        return;
      case 'look':
        steps++;
        attempt(node.body, at, () => {});
        behind(at);
        return;
    }
  };
  const inRow = ([first, ...rest]: readonly Node[], at: number, behind: (at: number) => void): void => {
    if (first === undefined) behind(at);
    else attempt(first, at, (next) => inRow(rest, next, behind));
  };
  const turn = (
    node: Node & { kind: 'repeat' },
    done: number,
    at: number,
    behind: (at: number) => void,
  ): void => {
    if (done < node.max)
      attempt(node.body, at, (next) => {
        if (next > at || done < node.min) turn(node, done + 1, next, behind);
      });
    if (done >= node.min) behind(at);
  };

  for (let start = 0; start <= text.length; start++) attempt(tree, start, () => {});
  return steps > most ? undefined : steps;
}

const holds = (set: bigint, byte: number): boolean =>
  rangesOf(set).some(([first, last]) => byte >= first && byte <= last);
