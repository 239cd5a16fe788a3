import { describe, expect, test } from 'vitest';
import { replaceLines } from '../../src/fixing/replace-text.ts';
import { aRepo } from '../support/repo.ts';
import { orWhyNot, tool } from '../support/tools.ts';

test('each value has a line, the longer ones first', () => {
  expect(replaceLines(['ab', 'abc', 'ab', 'x==>y'].map((text) => Buffer.from(text))).toString()).toBe(
    'literal:x==>y==>***REMOVED***\nliteral:abc==>***REMOVED***\nliteral:ab==>***REMOVED***\n',
  );
  expect(replaceLines([Buffer.from('a+\r\nb')]).toString()).toBe('regex:a\\x2b\\x0d\\x0ab==>***REMOVED***\n');
});

const values = [
  'a+b/c=d$(e)[f]*?^{1}|g\\h\\1',
  'x==>y==>z',
  'regex:^.*$',
  'glob:*',
  'literal:l',
  '#hash',
  'ümlaut',
  'line one\nline.two+\r\nline three',
  ' blanks ',
  'trailing\\',
];

const filterRepo = tool('git-filter-repo');

describe(`git filter-repo takes exactly the value out of all history${orWhyNot('git-filter-repo')}`, () => {
  test.skipIf(filterRepo === undefined).each(values)('%j', (value) => {
    const contentWith = (text: string) => `start\n.*${text}${text}*.\nend==>\n`;
    const repo = aRepo()
      .commit('start', { a: contentWith(value), b: 'axxbb/cc==dd\nline oneX\nlineXtwo\n' })
      .commit('gone', { a: 'nothing\n' });
    repo.at('.').write({ lines: replaceLines([Buffer.from(value)]) });

    const { code, stderr } = repo.run(filterRepo!, [
      '--force',
      '--quiet',
      '--replace-text',
      repo.beside('lines'),
    ]);

    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(repo.read('show main~1:a')).toBe(contentWith('***REMOVED***').trimEnd());
    expect(repo.read('show main~1:b')).toBe('axxbb/cc==dd\nline oneX\nlineXtwo');
  });
});
