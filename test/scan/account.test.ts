import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accountOf } from '../../src/scan/account.ts';
import { fakes, keyIdOf } from '../support/fakes.ts';
import { detect, runs } from '../support/scanning.ts';

describe('the account in a key ID', () => {
  // Published by A. Steele (2020), T. Be'ery (2023), trufflehog's and LocalStack's tests.
  test.each([
    ['ASIAY34FZK', 'BOKMUTVV7A', '609629065308'],
    ['ASIAQNZGKI', 'QY56JQ7WML', '029608264753'],
    ['AKIASP2TPH', 'JSQH3FJRUX', '171436882533'],
    ['AKIAZAVB57', 'H55F3T4BKH', '619888638459'],
    ['AKIARZPUZD', 'IKGB2VALC4', '123456789012'],
    ['ASIAQAAAAA', 'AAGMKEM7X5', '000000000000'],
  ])('%s… belongs to the account that was published with it', (first, second, account) => {
    expect(accountOf(first + second)).toBe(account);
  });

  test('is the one that the ID was made with, all twelve digits of it', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 999_999_999_999n), fc.nat(), (number, seed) => {
        const account = String(number).padStart(12, '0');

        expect(accountOf(keyIdOf(account, `${seed}`))).toBe(account);
      }),
      runs(100),
    );
  });

  test.each([
    ['an ID of the format before 2019', `AKIA${'IAAAAAAAAAAAAAAA'}`],
    ['an ID whose number is larger than any account', `AKIA${'7777777777777777'}`],
    ['an ID with a letter outside the alphabet', `AKIA${'Q1EGRIZ6TMPLNVWX'}`],
  ])('is not known of %s', (_, keyId) => {
    expect(accountOf(keyId)).toBeUndefined();
  });

  test('stands in the detection of an ID, and of the secret that the ID was found with', () => {
    const keyId = keyIdOf('210987654321', 'account');
    const { awsSecret } = fakes('account');

    expect(detect(`id=${keyId}`)[0]).toMatchObject({ account: '210987654321' });
    expect(detect(`id=${keyId}\nsecret=${awsSecret}`)).toMatchObject([
      { ruleId: 'aws-secret-access-key', account: '210987654321', pairedWith: { account: '210987654321' } },
    ]);
  });
});
