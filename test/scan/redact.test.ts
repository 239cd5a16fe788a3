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
      '日本/é',
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

  test('loses a secret that could be one, although nothing speaks for it', () => {
    const { awsSecret } = fakes('redact');

    expect(scanner.redact(`error: ${awsSecret}`)).not.toContain(awsSecret.slice(0, 20));
  });
});
