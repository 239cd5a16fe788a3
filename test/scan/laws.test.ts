/** What holds for all text: neither line ends nor what stands far away change what is found. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Detection } from '../../src/scan/detection.ts';
import { Scanner } from '../../src/scan/scanner.ts';
import { anyKind, anySet, anyText, detect, rules, runs, scan } from '../support/scanning.ts';

/** Farther than any rule of ours looks for what speaks for a secret: twenty lines. */
const apart = '\nnothing to see in this line, nor in the next ones, which are all the same'
  .repeat(25)
  .concat('\n');

describe('a scan', () => {
  test('of two texts far enough apart finds what each of them holds', () => {
    fc.assert(
      fc.property(anyText(), anyText(), (first, second) => {
        const lines = (first + apart).split('\n').length - 1;

        const together = inAnyFile(first + apart + second);

        expect(together).toEqual([
          ...inAnyFile(first),
          ...inAnyFile(second).map((found) => moved(found, lines)),
        ]);
      }),
      runs(30),
    );
  });

  test('finds the same whether lines end with LF or with CRLF', () => {
    fc.assert(
      fc.property(anyText(), (text) => {
        // With a blank the distances in bytes are the same.
        const [feeds, both] = [' \n', '\r\n'].map((end) => detect(text.replaceAll('\n', end)));

        expect(both?.map(withoutBlank)).toEqual(feeds?.map(withoutBlank));
      }),
      runs(30),
    );
  });

  test('of the same text says the same again', () => {
    fc.assert(
      fc.property(anyText(), (text) => {
        expect(scan(text)).toEqual(scan(text));
        expect(new Scanner(rules).scan(Buffer.from(text))).toEqual(scan(text));
      }),
      runs(15),
    );
  });

  test('finds a labelled credential among any text that does not touch it', () => {
    const noise = fc.string({ unit: 'grapheme', maxLength: 80 });

    fc.assert(
      fc.property(noise, anyKind(), anySet(), noise, (before, [kind, label, ruleId], set, after) => {
        const found = detect(`${before}\n${label}${set[kind]}\n${after}`);

        expect(found.map((detection) => detection.ruleId)).toEqual([ruleId]);
      }),
      runs(100),
    );
  });

  test('reports in the order in which things stand, and nothing twice', () => {
    fc.assert(
      fc.property(anyText(), (text) => {
        const found = detect(text).map(({ line, column }) => line * 100_000 + column);

        expect(found).toEqual([...new Set(found)].sort((a, b) => a - b));
      }),
      runs(30),
    );
  });

  test('knows every fingerprint that it reports, those of paired IDs included', () => {
    fc.assert(
      fc.property(anyText(), (text) => {
        const { detections, known, suspicious } = scan(text);
        const reported = detections.flatMap(({ fingerprint, pairedWith }) => [
          fingerprint,
          ...(pairedWith === undefined ? [] : [pairedWith.fingerprint]),
        ]);

        expect(new Set(known)).toEqual(new Set(reported));
        expect(suspicious || detections.length === 0).toBe(true);
      }),
      runs(30),
    );
  });
});

/** Without what the name of a file speaks for: that is a secret only where nothing else stands with it. */
const inAnyFile = (text: string): readonly Detection[] => detect(text).filter(({ inFiles }) => !inFiles);

/** The blank in front of the line end is shown when it is no more than 80 bytes away. */
const withoutBlank = (found: Detection): Detection => ({ ...found, excerpt: found.excerpt.trimEnd() });

/** The same finding in a text with so many lines in front. */
const moved = ({ pairedWith, why, ...found }: Detection, lines: number): Detection => ({
  ...found,
  line: found.line + lines,
  why: why.map((words) => words.replace(/(?<=on line )\d+$/, (line) => `${Number(line) + lines}`)),
  ...(pairedWith === undefined ? {} : { pairedWith: { ...pairedWith, line: pairedWith.line + lines } }),
});
