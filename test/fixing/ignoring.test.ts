import { expect, test } from 'vitest';
import { withIgnored } from '../../src/fixing/ignoring.ts';
import { aRepo } from '../support/repo.ts';

test('a line is added once, with the line ends that are there', () => {
  expect(withIgnored('', '.env')).toBe('/.env\n');
  expect(withIgnored('a\r\nb', 'x/.env')).toBe('a\r\nb\r\n/x/.env\r\n');
  expect(withIgnored('/.env\n', '.env')).toBe('/.env\n');
  expect(withIgnored('/.env\n!/.env\n', '.env')).toBe('/.env\n!/.env\n/.env\n');
});

test.each(['a*b.env', 'a?b.env', '[a].env', 'a\\b.env', '!a.env', '#a.env', 'a .env ', 'a b/ü.env'])(
  'git ignores %s by its line, and no other file',
  (name) => {
    const text = withIgnored('', Buffer.from(name).toString('latin1'))!;
    const repo = aRepo().write({
      '.gitignore': Buffer.from(text, 'latin1'),
      [name]: '',
      'axb.env': '',
      'a.env': '',
    });

    const others = repo.read('ls-files -z --others --exclude-standard').split('\0').filter(Boolean);

    expect(others.sort()).toEqual(['.gitignore', 'a.env', 'axb.env']);
  },
);

test('no line can name a file whose name has several', () => {
  expect(withIgnored('', 'a\nb.env')).toBeUndefined();
});
