import { describe, expect, test } from 'vitest';
import type { CheckName } from '../../src/model/rule.ts';
import { failedGate } from '../../src/scan/checks.ts';
import { fakes } from '../support/fakes.ts';

const { awsSecret, awsKeyId } = fakes('checks');
const letters = 'aZbYcXdWeVfUgThSiRjQkPlOmNnMoLpKqJrIsHtG';

interface Case {
  readonly secret: string;
  readonly before?: string;
}

/** For each check, what it believes and what it does not. */
const table: Record<CheckName, { readonly real: readonly Case[]; readonly not: readonly Case[] }> = {
  'not-hex': {
    real: [{ secret: awsSecret }, { secret: 'deadBEEF' }, { secret: '0123g' }],
    not: [{ secret: 'da39a3ee' }, { secret: 'DA39A3EE' }, { secret: '12345678' }],
  },
  'mixed-case': { real: [{ secret: 'aB' }], not: [{ secret: 'ab1' }, { secret: 'AB1' }, { secret: '12' }] },
  'not-a-word': {
    real: [{ secret: 'word1' }, { secret: letters }],
    not: [{ secret: '12345/67' }, { secret: 'getSimpleStorageServiceClient' }],
  },
  'no-repeat': { real: [{ secret: 'aaaaa' }, { secret: 'aaabbbaaa' }], not: [{ secret: 'xaaaaaax' }] },
  'no-sequence': {
    real: [{ secret: 'abcdefg' }, { secret: '12345671' }, { secret: 'abcdabcdefg' }],
    not: [{ secret: 'xxabcdefgh' }, { secret: '98765432x' }, { secret: '45678901' }],
  },
  'no-example': {
    real: [{ secret: 'example' }, { secret: 'EXAMPEL' }],
    not: [{ secret: 'xEXAMPLEx' }, { secret: 'SAMPLE' }],
  },
  'not-a-path': {
    real: [{ secret: 'a/b/c' }, { secret: 'src/x9Q2z/lib' }, { secret: 'one/two' }, { secret: awsSecret }],
    not: [
      { secret: 'infra/aws/lambda/functions' },
      { secret: 'Some/Class/Name2' },
      { secret: 'x/SRC/LIB/DOC' },
    ],
  },
  'not-a-digest': {
    real: [
      { secret: '', before: 'sha256 ' },
      { secret: '', before: 'key=' },
    ],
    not: [
      { secret: '', before: 'integrity: sha384-' },
      { secret: '', before: 'SHA1=' },
      { secret: '', before: 'src="data:image/png;base64,' },
      { secret: '', before: 'pass: ENC[AES256_GCM,data:' },
    ],
  },
  'digit-or-current-format': {
    real: [
      { secret: awsKeyId },
      { secret: `ASIA${'IAAAAAAAAAAAAAA2'}` },
      { secret: `ASIA${'QAAAAAAAGMKEMXXX'}` },
    ],
    not: [{ secret: `ASIA${'PACIFICSOUTHEAST'}` }],
  },
};

describe.each(Object.entries(table))('the check %s', (name, { real, not }) => {
  const gates = { checks: [name as CheckName] };

  test.each(real)('believes $secret after "$before"', ({ secret, before = '' }) => {
    expect(failedGate(gates, { secret, before })).toBeUndefined();
  });

  test.each(not)('does not believe $secret after "$before"', ({ secret, before = '' }) => {
    expect(failedGate(gates, { secret, before })).toBe(name);
  });
});

describe('gates', () => {
  test('say which one was not passed, the first of them first', () => {
    const suspect = { secret: 'aaaaaaaa', before: '' };

    expect(failedGate({ entropy: 1, checks: ['no-repeat'] }, suspect)).toBe('entropy below 1');
    expect(failedGate({ checks: ['not-a-path', 'no-repeat', 'mixed-case'] }, suspect)).toBe('no-repeat');
  });

  test('of a body do not count the part that is always the same', () => {
    const suspect = { secret: 'ABCDxxxx', before: '' };

    expect(failedGate({ entropy: 1.5 }, suspect)).toBeUndefined();
    expect(failedGate({ bodyEntropy: { skip: 4, min: 1.5 } }, suspect)).toBe('entropy of its body below 1.5');
  });

  test('let through what is exactly at the limit', () => {
    expect(failedGate({ entropy: 2 }, { secret: 'abcd', before: '' })).toBeUndefined();
  });

  test('that are none let everything through', () => {
    expect(failedGate({}, { secret: '', before: '' })).toBeUndefined();
  });
});
