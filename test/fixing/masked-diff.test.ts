import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maskedDiff } from '../../src/fixing/masked-diff.ts';

const safe = (text: string) => text.replaceAll('other', '*****');

test('both sides are shown with what is masked, also what stays on the line', () => {
  const text = 'one\nkey = "secret" and "second"\r\nthree\n';
  const secrets = [
    { start: 11, end: 17, masked: '******' },
    { start: 24, end: 30, masked: 'XXXX' },
  ];

  expect(maskedDiff(text, [{ start: 10, end: 18, text: 'env.KEY' }], { secrets, safe })).toEqual([
    '-2 | key = "******" and "XXXX"',
    '+2 | key = env.KEY and "XXXX"',
  ]);
});

test('a new line stands by itself', () => {
  const text = 'import sys\nk = "secret"\n';
  const changes = [
    { start: 0, end: 0, text: 'import os\n' },
    { start: 15, end: 23, text: 'env' },
  ];

  expect(maskedDiff(text, changes, { secrets: [{ start: 16, end: 22, masked: '***' }], safe })).toEqual([
    '+1 | import os',
    '-2 | k = "***"',
    '+2 | k = env',
  ]);
});

test('no secret is shown, wherever on however long a line it stands', () => {
  const filler = fc.string({ maxLength: 200, unit: fc.constantFrom('a', ' ', '"', '\n', 'ü') });
  fc.assert(
    fc.property(filler, filler, filler, (before, between, after) => {
      const text = `${before}SECRET${between}HIDDEN${after}`;
      const first = before.length;
      const second = first + 6 + between.length;
      const secrets = [first, second].map((start) => ({ start, end: start + 6, masked: '**' }));

      const lines = maskedDiff(text, [{ start: first, end: first + 6, text: 'env' }], { secrets, safe });

      expect(lines.join('\n')).not.toMatch(/SECRET|HIDDEN/);
      expect(lines.some((line) => line.includes('env'))).toBe(true);
    }),
    { numRuns: 100 },
  );
});
