import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Appearance } from '../../src/model/finding.ts';
import { codeFrame } from '../../src/report/code-frame.ts';
import { runs } from '../support/scanning.ts';

const frame = (before: string, mask: string, after: string, width: number): string[] => {
  const mark = { start: [...before].length, length: mask.length };
  const place: Appearance = {
    path: 'a',
    line: 12,
    column: 1,
    width: 20,
    excerpt: before + mask + after,
    mark,
  };
  return codeFrame(place, width, (text) => text);
};

describe('a code frame', () => {
  test('shows the line, and marks below what is masked', () => {
    expect(frame('key = ', '****', ';', 80)).toEqual(['  12 | key = ****;', '     |       ^^^^']);
  });

  test('knows that some characters take two columns', () => {
    expect(frame('鍵🔑 = ', '****', ';', 80)).toEqual(['  12 | 鍵🔑 = ****;', '     |        ^^^^']);
  });

  test('cuts a long line on both sides', () => {
    const [line] = frame('l'.repeat(100), '****', 'r'.repeat(100), 40);

    expect(line).toMatch(/^ {2}12 \| …l+\*{4}r+…$/);
  });

  const anyText = fc.string({ unit: fc.constantFrom('a', ' ', '-', '日', '🔑', 'é'), maxLength: 90 });

  test('is never wider than the terminal', () => {
    fc.assert(
      fc.property(
        anyText,
        fc.integer({ min: 4, max: 40 }),
        anyText,
        fc.integer({ min: 30, max: 120 }),
        (before, stars, after, width) => {
          for (const line of frame(before, '*'.repeat(stars), after, width))
            expect(columns(line)).toBeLessThanOrEqual(width);
        },
      ),
      runs(300),
    );
  });

  test('has its marks exactly below the stars, whatever was cut away', () => {
    fc.assert(
      fc.property(
        anyText,
        fc.integer({ min: 4, max: 40 }),
        anyText,
        fc.integer({ min: 30, max: 120 }),
        (before, stars, after, width) => {
          const [line = '', marks = ''] = frame(before, '*'.repeat(stars), after, width);

          const shown = /\*+/.exec(line)!;

          expect(columns(line.slice(0, shown.index))).toBe(marks.indexOf('^'));
          expect(marks.match(/\^+/)![0]).toHaveLength(shown[0].length);
        },
      ),
      runs(300),
    );
  });
});

const columns = (text: string): number =>
  [...text].reduce((sum, char) => sum + (/[日本語鍵🔑]/u.test(char) ? 2 : 1), 0);
