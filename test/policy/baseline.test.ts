/** A baseline is read to its last byte, and what it says can be shown as it is. */
import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/model/user-error.ts';
import { printBaseline, readBaseline } from '../../src/policy/baseline.ts';

const read = (text: string) => readBaseline(text, 'keyhalt.baseline').entries;
const fingerprint = `kh1:${'1'.repeat(32)}`;

describe('a baseline', () => {
  test.each(['a b/#1%.env', 'naïve/日本.env', 'wide\u3000blank', 'no\u00a0break', '100%25', '%20'])(
    'gives back the path %s as it was written down',
    (path) => {
      const entry = { fingerprint, ruleId: 'a-rule', path, note: 'a demo' };

      expect(read(printBaseline([entry]))).toEqual([{ ...entry, name: 'keyhalt.baseline:3' }]);
    },
  );

  test('shows no path that would move a cursor', () => {
    expect(read(`${fingerprint} a-rule %1B[31m%E2%80%AEa%FF\n`)[0]?.path).toBe('\\u{1b}[31m\\u{202e}a\\xff');
  });

  test.each(['a # \u001b[31m', 'a\u202eb # x', '\u0007', 'a # x\u2028y'])(
    'does not understand control characters: %j',
    (rest) => {
      expect(() => read(`# note\n${fingerprint} a-rule ${rest}\n`)).toThrow(UserError);
      expect(() => read(`# note\n${fingerprint} a-rule ${rest}\n`)).toThrow(
        'keyhalt.baseline:2 is not a line',
      );
    },
  );

  test('may have tabulators between its parts, and lines that end as on Windows', () => {
    expect(read(`${fingerprint}\ta-rule\ta.env\t# a\tdemo\t\r\n`)).toEqual([
      { fingerprint, ruleId: 'a-rule', path: 'a.env', note: 'a\tdemo', name: 'keyhalt.baseline:1' },
    ]);
  });
});

test('what somebody wrote beside the entries stays, and these are in their order', () => {
  const lines = ['2', '1'].map((digit) => `kh1:${digit.repeat(32)} a-rule p\n`);

  const { entries, remarks } = readBaseline(`# ours\n${printBaseline([])}${lines.join('# more\n')}`, 'x');
  const again = readBaseline(printBaseline(entries, remarks), 'x');

  expect([remarks, again.remarks]).toEqual([
    ['# ours', '# more'],
    ['# ours', '# more'],
  ]);
  expect(again.entries.map((entry) => entry.fingerprint[4])).toEqual(['1', '2']);
});

test('a fingerprint that misses a digit is none, and what a merge left is told as such', () => {
  expect(() => read(`${fingerprint.slice(0, -1)} a-rule p\n`)).toThrow('is not a line of a baseline');
  expect(() => read(`${'<'.repeat(7)} HEAD\n`)).toThrow(/merge/);
});

test('of two lines with one fingerprint, as two branches leave them, neither note is lost', () => {
  const line = (note: string) => ({ fingerprint, ruleId: 'a-rule', path: 'p', note });
  const notes = (...two: string[]) => read(printBaseline(two.map(line))).map(({ note }) => note);

  expect(notes('why', '')).toEqual(['why']);
  expect(notes('', 'why')).toEqual(['why']);
  expect(notes('why', 'why')).toEqual(['why']);
  expect(notes('why', 'also')).toEqual(['why; also']);
  expect(notes('why; also', 'also')).toEqual(['why; also']);
});
