import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { fakes } from '../support/fakes.ts';
import { anyKind, anySet, kinds, runs, scanner } from '../support/scanning.ts';

describe('a text that quotes a repository', () => {
  test('is shown as it is when nothing in it looks like a credential', () => {
    for (const text of [
      '',
      'src/app.ts',
      'a-very/long/path/0123456789abcdef0123456789abcdef01234567',
      'dist/assets/SettingsPage-0f3a9b7c2d1e4b5a.js',
      'packages/API2/src/HTMLElementHelper.spec.tsx',
      '日本/é',
      // From internal to client that is as long as a secret.
      // From func to s3cmd.
      'tests_func/staging/images/mongodb/config/s3cmd.conf',
      'vendor/github.com/s2a-go/internal/v2/remotesigner/testdata/client_key.pem',
    ]) {
      expect(scanner.redact(text)).toBe(text);
    }
  });

  test.each(kinds)('loses its %s', (kind, label) => {
    const value = fakes('redact')[kind];

    const shown = scanner.redact(`fatal: ${label}${value} is gone`);

    expect(shown).not.toContain(value.slice(4, 24));
    expect(shown).not.toContain(value.slice(-12));
    expect(shown).toMatch(/^fatal: .* is gone$/);
  });

  test('loses all of several', () => {
    fc.assert(
      fc.property(anySet(), anySet(), anyKind(), (first, second, [kind, label]) => {
        const shown = scanner.redact(`'${first.awsKeyId}/${label}${second[kind]}'`);

        expect(shown).not.toContain(first.awsKeyId);
        expect(shown).not.toContain(second[kind].slice(4, 24));
      }),
      runs(60),
    );
  });

  test.each([
    ['a key ID glued to letters', 'awsKeyId', 'id#.env'],
    ['a key ID glued to digits', 'awsTemporaryKeyId', 'backup/1#2.txt'],
    ['a secret glued to a letter', 'awsSecret', 'x#.env'],
    ['a token in a name', 'sessionToken', 'tokens/#'],
  ] as const)('loses %s, although no rule finds it', (_, kind, name) => {
    const value = fakes('glued')[kind].slice(0, 200).replaceAll('/', '-');

    const shown = scanner.redact(name.replace('#', value));

    expect(shown).toContain('****');
    expect(shown).not.toContain(value.slice(4, 16));
    expect(shown).not.toContain(value.slice(-12));
  });

  test('keeps line ends and other controls for whoever prints it', () => {
    expect(scanner.redact(`a\n\t${fakes('redact').awsKeyId}\n`)).toMatch(/^a\n\tAKIA\*{12}\w{4}\n$/);
  });

  test('loses a secret that could be one, although nothing speaks for it', () => {
    const { awsSecret } = fakes('redact');

    expect(scanner.redact(`error: ${awsSecret}`)).not.toContain(awsSecret.slice(0, 20));
  });
});
