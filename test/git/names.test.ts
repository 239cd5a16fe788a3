/** A file is scanned whatever it is called, its name is read too, and no name can do harm to a terminal or a command line. */
import { describe, expect, test } from 'vitest';
import { fake } from '../support/fakes.ts';
import { keyhalt } from '../support/keyhalt.ts';
import { aRepo, type Path } from '../support/repo.ts';
import { passes, stopped } from '../support/stopped.ts';

const names: Record<string, Path> = {
  'letters beyond ASCII': 'schlüssel-鍵.env',
  'an emoji': '🔑.env',
  'a line end': 'two\nlines.env',
  'a carriage return': 'two\rlines.env',
  'a tab': 'a\tb.env',
  'an escape sequence': '\u001b[2Ka.env',
  'double quotes': 'a"b".env',
  'a single quote': "it's.env",
  'a backslash': 'a\\b.env',
  'a leading dash': '-rf',
  'an option': '--help',
  'a leading colon': ':top',
  'pathspec magic': ':(exclude)*',
  'a glob': '*',
  brackets: '[a].env',
  'a leading space': ' a.env',
  'a trailing space': 'a.env ',
  'an arrow': 'old => new',
  'shell syntax': '$(touch ../canary-sang)`id`;a.env',
  'a right-to-left mark': 'a\u202Evne.env',
  'bytes that are no UTF-8': Buffer.from([0x61, 0xff, 0xfe, 0x80, 0x2e, 0x65, 0x6e, 0x76]),
  'a Latin-1 letter': Buffer.from('schlüssel.env', 'latin1'),
  'as many bytes as a name may have': 'n'.repeat(255),
  'a very long path': `${'folder/'.repeat(500)}a.env`,
  'what looks like a raw diff line': ':100644 100644 0000000 0000000 M',
};

describe('a key in a file whose name has', () => {
  for (const [name, path] of Object.entries(names)) {
    stopped(name, (repo, secret) => repo.commit('start').index([[path, `KEY=${secret}\n`]]));
  }
});

describe('a key beside a file whose name has', () => {
  for (const [name, path] of Object.entries(names).slice(0, 6)) {
    stopped(name, (repo, secret) =>
      repo.index([
        [path, 'a\n'],
        ['z.env', `KEY=${secret}\n`],
      ]),
    );
  }
});

describe('a key in the name itself', () => {
  stopped('of a file', (repo, secret) => repo.stage({ [`${secret}.txt`]: 'a\n' }));
  stopped('of an empty file', (repo, secret) => repo.stage({ [`backup/${secret}`]: '' }));
  stopped('of a folder', (repo, secret) => repo.stage({ [`${secret}/notes.txt`]: 'a\n' }));
  stopped('of a link', (repo, secret) => repo.stage({ [secret]: { link: 'a' } }));
  stopped('with a line end before it', (repo, secret) => repo.index({ [`a\n${secret}`]: 'a\n' }));
  stopped('with bytes that are no UTF-8 around it', (repo, secret) =>
    repo.index([[Buffer.concat([Buffer.of(0xff), Buffer.from(secret), Buffer.of(0xfe)]), 'a\n']]),
  );
  stopped('of a file that was called otherwise', (repo, secret) =>
    repo.commit('start', { 'a.txt': 'a\n' }).git(`mv a.txt ${secret}.txt`),
  );
  stopped('of a submodule', (repo, secret) =>
    repo.git(`update-index --add --cacheinfo 160000,${'1'.repeat(40)},vendor/${secret}`),
  );

  passes('of a file that gets a better one', (repo, secret) =>
    repo.commit('start', { [`${secret}.txt`]: 'a\n' }).git(`mv ${secret}.txt a.txt`),
  );
  passes('of a file that is edited', (repo, secret) =>
    repo.commit('start', { [`${secret}.txt`]: 'a\n' }).stage({ [`${secret}.txt`]: 'b\n' }),
  );
});

test('a key in a name is told at the path of the file, for those who open it', () => {
  const repo = aRepo().stage({ [`backup/${fake.awsKeyId}`]: 'a\n' });

  const { runs } = JSON.parse(keyhalt(repo, 'scan --staged --format sarif').stdout);

  const [{ physicalLocation, logicalLocations }] = runs[0].results[0].locations;
  expect(physicalLocation.artifactLocation.uri).toMatch(/^backup\/AKIA/);
  // Its column is one of the name, and none of the file.
  expect(physicalLocation.region).toEqual({ startLine: 1 });
  expect(logicalLocations[0].fullyQualifiedName).toMatch(/^file name backup\/AKIA/);
});

test('no format prints a control character of a name', () => {
  const files = Object.values(names).map((path) => [path, `KEY=${fake.awsKeyId}\n`] as const);
  const repo = aRepo().index(files);

  const said = ['text', 'json']
    .map((format) => keyhalt(repo, `scan --staged --format ${format}`).stdout)
    .join('');

  expect(said).toContain('schl');
  expect(said).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
});
