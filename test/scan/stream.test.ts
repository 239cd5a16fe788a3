/** However an object is cut into parts, the same is found in it; also in objects larger than the scanner's window. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Scanner } from '../../src/scan/scanner.ts';
import { type Fakes, fakes } from '../support/fakes.ts';
import { hidden } from '../support/hidden.ts';
import {
  anyKind,
  anySet,
  anyText,
  detect,
  edges,
  kinds,
  runs,
  scan,
  scanInParts,
  utf16be,
  utf16le,
  utf32le,
} from '../support/scanning.ts';

const encodings = {
  'UTF-8': (text: string) => Buffer.from(text),
  'UTF-16 LE': utf16le,
  'UTF-16 BE': utf16be,
};
const anyEncoding = () => fc.constantFrom(...Object.values(encodings));
const filler = Buffer.from('An ordinary line of text, as they come.\n'.repeat(30_000));

describe('an object in parts', () => {
  test('is scanned as in one piece, whatever the cuts', () => {
    const cuts = fc.array(fc.nat(8000), { maxLength: 12 });

    fc.assert(
      fc.property(anyText(), anyEncoding(), cuts, (text, encode, at) => {
        const bytes = encode(text);

        const parts = scanInParts(
          bytes,
          at.map((cut) => Math.min(cut, bytes.length)),
        );

        expect(parts).toEqual(scan(bytes));
      }),
      runs(25),
    );
  });

  test.each(kinds)('gives away %s wherever it is cut', (kind, label) => {
    const bytes = Buffer.from(`${label}${fakes('cut')[kind]}\n`);
    const whole = scan(bytes);

    for (let cut = 0; cut <= bytes.length; cut++) expect(scanInParts(bytes, [cut])).toEqual(whole);
    expect(scanInParts(bytes, [...bytes.keys()])).toEqual(whole);
  });

  test('leaves nothing behind for the next one', () => {
    const bytes = Buffer.from(`key ${fakes('first').awsKeyId}\n`);
    scanInParts(bytes, [7]);

    expect(scanInParts(Buffer.from('nothing\n'), [3])).toEqual({
      detections: [],
      known: [],
      suspicious: false,
    });
    expect(scanInParts(Buffer.alloc(0), [])).toEqual({ detections: [], known: [], suspicious: false });
  });
});

describe('an object larger than the window', () => {
  const [first, second] = edges(2) as [number, number];
  const nearEdge = (reach: number) =>
    fc
      .tuple(fc.constantFrom(first, second), fc.integer({ min: -reach, max: 20 }))
      .map(([edge, by]) => edge + by);

  test.each(kinds)('gives away %s at every place around the edge', (kind, label) => {
    fc.assert(
      fc.property(nearEdge(700), anySet(), (at, set) => {
        const bytes = large(at, Buffer.from(`\n${label}${set[kind]}\n`));

        expect(scanInParts(bytes, [first])).toEqual(scan(bytes));
        expect(scan(bytes).detections).toHaveLength(1);
      }),
      runs(12),
    );
  });

  test('is scanned as in one piece, also in UTF-16 and with several credentials at an edge', () => {
    fc.assert(
      fc.property(nearEdge(3000), anyText(), anyEncoding(), fc.nat(2_000_000), (at, text, encode, cut) => {
        const bytes = large(at, encode(text));

        expect(scanInParts(bytes, [Math.min(cut, bytes.length)])).toEqual(scan(bytes));
      }),
      runs(15),
    );
  });

  test('keeps an ID and its secret together across the edge', () => {
    fc.assert(
      fc.property(nearEdge(300), anySet(), fc.boolean(), anyEncoding(), (at, set, turned, encode) => {
        const halves = [`one ${set.awsKeyId} `, `${'-'.repeat(200)}\nother ${set.awsSecret} `];
        const bytes = large(at, encode(`\n${(turned ? halves.reverse() : halves).join('')}\n`));

        const found = scanInParts(bytes, []);

        expect(found.detections.flatMap(({ pairedWith }) => pairedWith?.ruleId ?? [])).toEqual([
          'aws-access-key-id',
        ]);
        expect(found).toEqual(scan(bytes));
      }),
      runs(20),
    );
  });

  test('shows nothing of what begins on the same line behind the edge', () => {
    fc.assert(
      fc.property(fc.integer({ min: -60, max: 0 }), anySet(), anySet(), anyKind(), (by, set, other, kind) => {
        const bytes = large(first + by, Buffer.from(`\n${lineOf(set, other, kind[0])}\n`));

        const found = scanInParts(bytes, []);

        expect(JSON.stringify(found)).not.toContain(other[kind[0]].slice(0, 20));
        expect(found).toEqual(scan(bytes));
      }),
      runs(25),
    );
  });

  test.each(kinds)('masks %s on either side of the edge as elsewhere', (kind, label) => {
    const secrets = ['before', 'behind'].map((seed) => [kind, fakes(seed)[kind]] as const);
    const [before, behind] = secrets.map(([, secret]) => label + secret);
    const excerpts = (at: number) =>
      scan(large(at, Buffer.from(`\n${before} ${behind}\n`))).detections.map(({ excerpt }) => excerpt);

    const found = excerpts(first - `\n${before}`.length);

    expect(found).toHaveLength(2);
    expect(found).toEqual(excerpts(first / 2));
    expect(hidden(found.join('\n'), secrets)).toEqual([]);
  });

  test('reports a credential once that has its keyword twice, on both sides of the edge', () => {
    const { oldSessionToken } = fakes('twice');
    const token = `${oldSessionToken.slice(0, 40)}oDY${'Xdz'}${oldSessionToken.slice(46)}`;
    const bytes = large(first - 20, Buffer.from(`\n${token}\n`));

    expect(scanInParts(bytes, []).detections).toHaveLength(1);
  });

  test("is judged by all that a user's rule may look at, also in UTF-32", () => {
    const rule = {
      ...{ id: 'far', description: 'of the longest reach', severity: 'high' as const, keywords: ['mark='] },
      ...{ regex: 'mark=([a-z]{9990})', longest: 10_000, admit: [{ context: 'speaks', contextLines: 50 }] },
    } as const;
    const own = new Scanner([rule]);
    const [value, between] = ['x'.repeat(9990), '-'.repeat(5980)];
    for (const text of [`mark=${value}\n${between}speaks\n`, `speaks${between}\nmark=${value}\n`])
      for (const by of [-1, 0, 1]) {
        const before = first / 4 + by - text.indexOf('mark=');
        const bytes = utf32le(`${'\n'.repeat(before)}${text}`);

        expect(own.scan(bytes).detections).toHaveLength(1);
        expect(scanInParts(bytes, [], own)).toEqual(own.scan(bytes));
      }
  });

  test('has its lines counted to the end', () => {
    const bytes = large(second, Buffer.from(`\nkey ${fakes('far').awsKeyId}\n`));
    const before = bytes.subarray(0, second).toString('latin1').split('\n').length;

    expect(scanInParts(bytes, [])).toEqual(scan(bytes));
    expect(detect(bytes)[0]).toMatchObject({ line: before + 1, column: 5 });
  });
});

const lineOf = (set: Fakes, other: Fakes, kind: keyof Fakes): string => `k=${set.awsKeyId} k=${other[kind]} `;

/** Ordinary lines, with something else at this place among them, and behind it more than a window sees ahead. */
const large = (at: number, inside: Buffer): Buffer =>
  Buffer.concat([filler.subarray(0, at), inside, filler.subarray(0, 80_000)]);
