import { describe, expect, test } from 'vitest';
import type { CheckName, Gates } from '../../src/model/rule.ts';
import { gateResults, passes } from '../../src/scan/checks.ts';
import { fakes } from '../support/fakes.ts';

const { awsSecret, awsKeyId, bedrockLong, sessionToken } = fakes('checks');
const region = ['ASIA', 'PACIFIC', 'SOUTHEAST'].reduce((all, part) => all + part);
const letters = 'aZbYcXdWeVfUgThSiRjQkPlOmNnMoLpKqJrIsHtG';

interface Case {
  readonly secret: string;
  readonly before?: string;
  readonly after?: string;
  readonly isOfAnother?: boolean;
  readonly isOfAnotherCloud?: boolean;
}

const suspectOf = ({
  before = '',
  after = '',
  isOfAnother = false,
  isOfAnotherCloud = false,
  secret,
}: Case) => ({
  ...{ secret, before, after, isOfAnother, isOfAnotherCloud },
});

/** What the best-known example of AWS's documentation begins with. */
const ofAws = ['wJalrXUtnFEMI/K7MDENG', '/bPxRfiCY'].join('');

/** For each check, what it believes and what it does not. */
const table: Record<CheckName, { readonly real: readonly Case[]; readonly not: readonly Case[] }> = {
  'not-hex': {
    real: [{ secret: awsSecret }, { secret: '0123g' }],
    not: [{ secret: 'da39a3ee' }, { secret: 'DA39A3EE' }, { secret: 'deadBEEF' }, { secret: '12345678' }],
  },
  'mixed-case': { real: [{ secret: 'aB' }], not: [{ secret: 'ab1' }, { secret: 'AB1' }, { secret: '12' }] },
  'not-a-word': {
    real: [
      { secret: 'word1' },
      { secret: letters },
      { secret: 'ujzde8gxd6ncf10epf91dhodzdoc9is0j8ht9lgm' },
      { secret: 'UJZDE8GXD6NCF10EPF91DHODZDOC9IS0J8HT9LGM' },
    ],
    not: [
      { secret: 'photos2024holiday3resized1thumbnail2small' },
      { secret: '12345/67' },
      { secret: 'getSimpleStorageServiceClient' },
      { secret: 'ProdUploaderUserAccessKeySecretB7D3F9A1C' },
      { secret: 'ApiStackSecretKeyRotation7C1F20E9B3D4A5E' },
      { secret: 'AppQueueUrlSqsKmsKeyIamUserJobId7C1F20E9' },
      { secret: 'S3BucketKMSKeyRotationLambdaRoleARNSecret' },
    ],
  },
  'no-repeat': { real: [{ secret: 'aaaaa' }, { secret: 'aaabbbaaa' }], not: [{ secret: 'xaaaaaax' }] },
  'no-sequence': {
    real: [{ secret: 'abcdefg' }, { secret: '12345671' }, { secret: 'abcdabcdefg' }],
    not: [
      { secret: 'xxabcdefgh' },
      { secret: '98765432x' },
      { secret: '45678901' },
      { secret: '1qA2wB3eC4rD5tE6yF7uG8iH' },
      { secret: 'AaBbCcDdEeFfGgHh' },
      { secret: 'a7B5c1d5E3f2G9h4' },
    ],
  },
  'no-example': {
    real: [
      { secret: 'example' },
      { secret: 'EXAMPEL' },
      { secret: 'TESTKEY' },
      { secret: `${ofAws}SECRETSKEY` },
    ],
    not: [
      { secret: 'xEXAMPLEx' },
      { secret: 'SAMPLE' },
      { secret: `${ofAws}ESATESTKEY` },
      { secret: `${ofAws}ESAFAKEKEY` },
    ],
  },
  'not-a-path': {
    real: [{ secret: 'a/b/c' }, { secret: 'src/x9Q2z/lib' }, { secret: 'one/two' }, { secret: awsSecret }],
    not: [
      { secret: 'infra/aws/lambda/functions' },
      { secret: 'Some/Class/Name2' },
      { secret: 'x/SRC/LIB/DOC' },
      { secret: 'Uploads/2024/Images/Customer1/Thumbnails' },
      { secret: 'Users/U12345/Documents/Inv2024/FinalCopy' },
      { secret: 'EU/AWS/S3/Prod2/Backups/Db1/NightlyDumpA' },
      { secret: `avatars/${awsSecret.slice(0, 28)}/Big`, after: '.jpg' },
    ],
  },
  'not-code': {
    real: [
      { secret: 'aName', before: 'key = ' },
      { secret: 'aName', before: 'The key is here.' },
      { secret: 'aName', before: 'v1.' },
      { secret: 'aName', before: `${awsKeyId}.` },
      { secret: 'aName', before: 'aws_secret_access_key$' },
      { secret: 'aName', before: '', after: '(the old one)' },
      { secret: '2Names', before: 'config.' },
      { secret: 'a+name', before: 'config.' },
      { secret: 'a/name', after: '()' },
    ],
    not: [
      { secret: 'aName', before: 'secret: config.' },
      { secret: 'aName', before: 'this.' },
      { secret: 'aName', before: 'secret: "${' },
      { secret: 'aName', before: 'secret = ', after: '()' },
    ],
  },
  'not-a-digest': {
    real: [
      { secret: '', before: 'sha256 ' },
      { secret: '', before: 'key=' },
      { secret: '', before: 'agenc(' },
      { secret: '', before: 'sha256=x ' },
    ],
    not: [
      { secret: '', before: 'integrity: sha384-' },
      { secret: '', before: 's3cmd.1,sha256=g-_' },
      { secret: '', before: 'aws.secretKey=ENC(' },
      { secret: '', before: '"aws_secret": "EJ[1:a+b/c=:d/e+f:' },
      { secret: '', before: 'SHA1=' },
      { secret: '', before: 'src="data:image/png;base64,' },
      { secret: '', before: 'pass: ENC[AES256_GCM,data:' },
      { secret: '', before: '&AWSAccessKeyId=x&Signature=' },
      { secret: '', before: '"signature": "k%2FAU%' },
    ],
  },
  'not-named-otherwise': {
    real: [
      { secret: '', before: '"secretHash": "' },
      { secret: '', before: 'secret: ' },
      { secret: '', before: 'hash of ' },
    ],
    not: [
      { secret: '', before: 'hash: ' },
      { secret: '', before: '"requestId": "' },
      { secret: '', before: "session_id => '" },
    ],
  },
  'no-dummy': {
    real: [{ secret: awsKeyId }, { secret: 'AKIAtest' }],
    not: [{ secret: 'AKIAFAKE' }, { secret: 'xTESTx' }, { secret: 'DUMMY' }, { secret: '1XXXX' }],
  },
  'not-in-a-signature': {
    real: [
      { secret: '', before: 'Credential=', after: ' is what I mean' },
      { secret: '', before: 'X-Amz-Security-Token: ' },
      // Whose signature is not told in its place.
      { secret: awsKeyId, before: 'X-Amz-Credential=', after: '%2F20261121%2Fus-east-1' },
      {
        secret: awsKeyId,
        before: 'X-Amz-Credential=',
        after: `%2F20261121%2Feu&X-Amz-Signature=${'0f'.repeat(20)}`,
      },
    ],
    not: [
      { secret: '', before: 'X-Amz-Credential=', after: '%2F20261121%2Fus-east-1' },
      { secret: '', before: 'X-Amz-Credential=', after: '%252F20261121%252Fus-east-1' },
      { secret: '', before: 'X-Amz-Credential%253D', after: '%25252F20261121%25252Fus-east-1' },
      { secret: '', before: 'AWS4-HMAC-SHA256 Credential=', after: '/20261121/us-east-1' },
      { secret: '', before: 'https://x/?a=b&X-Amz-Security-Token=' },
      {
        secret: awsKeyId,
        before: 'X-Amz-Credential=',
        after: `%2F20261121%2Feu&X-Amz-Signature=${'0f'.repeat(32)}`,
      },
      {
        secret: awsKeyId,
        before: 'X-Amz-Credential=',
        after: `%2F20261121%2Fs3&X-Amz-Signature=3045${'0f'.repeat(69)}`,
      },
      { secret: awsKeyId, before: 'X-Amz-Credential=', after: `%2F20261121%2Feu&${'x'.repeat(2400)}` },
      {
        secret: awsKeyId,
        before: 'X-Amz-Credential&#x3D;',
        after: `%2F20261121%2Feu&amp;X-Amz-Signature&#x3D;${'0f'.repeat(32)}`,
      },
    ],
  },
  'signed-by-a-real-key': {
    real: [
      { secret: '', before: `Credential=${awsKeyId}/` },
      { secret: '', before: '', after: `&X-Amz-Credential=${awsKeyId}` },
    ],
    not: [
      { secret: '', before: 'Credential=AKIDEXAMPLE/20130524/, Signature=' },
      { secret: '', before: 'Credential=minioadmin/' },
      { secret: '', before: '' },
    ],
  },
  'known-format': {
    real: [
      { secret: awsKeyId },
      { secret: 'AKIAI' },
      { secret: 'AKIAJ' },
      { secret: `ASIA${'QAAAAAAAGMKEMXXX'}` },
    ],
    not: [{ secret: 'AKIALALE' }, { secret: `AKIA${'7'.repeat(16)}` }],
  },
  'ecr-token': {
    real: [
      { secret: Buffer.from('AWS:eyJwYXlsb2FkIjoi').toString('base64') },
      { secret: Buffer.from('{"payload":"abc","datakey":"abc"}').toString('base64') },
    ],
    not: [{ secret: Buffer.from('{"payload":"abc","data":"abc"}').toString('base64') }],
  },
  'not-a-placeholder': {
    real: [{ secret: awsKeyId }, { secret: awsSecret }, { secret: 'FOO' }, { secret: 'Q7KEYMYRT5UWXQ2L' }],
    not: [
      ...[
        ['CHANGEME', 'CHANGEME'],
        ['REPLACETHIS', 'VALUE'],
        ['YOURKEYID', 'GOESHER'],
        ['YOURACCESS', 'KEYID2'],
        ['QWERTYUIOP', 'ASDFGH'],
        ['POIUYTREWQ', 'LKJHGF'],
        ['NOTAREAL', 'KEYNOTRE'],
        ['PUTYOURKEY', 'HEREOK'],
        ['ABCDEFG', 'ABCDEFGAB'],
        ['Q3EQ3EQ3', 'EQ3EQ3EQ'],
      ].map((parts) => ({ secret: `AKIA${parts.join('')}` })),
      { secret: ['REPLACE/ME/WITH/YOUR', '/SECRET/ACCESS/KEY00'].join('') },
      { secret: ['Dummy1Secret2Access3', 'Key4For5Unit6Tests7x'].join('') },
    ],
  },
  'names-its-account': {
    real: [{ secret: bedrockLong }],
    not: [{ secret: `ABSK${Buffer.from('nobody:secret').toString('base64')}` }],
  },
  'not-encoded-text': {
    real: [{ secret: awsSecret }],
    not: [{ secret: Buffer.from('the-name-of-a-secret-elsewhere').toString('base64') }],
  },
  'not-of-another': {
    real: [{ secret: awsSecret }],
    not: [{ secret: awsSecret, isOfAnother: true }],
  },
  'not-of-another-cloud': {
    real: [{ secret: awsSecret }],
    not: [{ secret: awsSecret, isOfAnotherCloud: true }],
  },
  'no-other-format': {
    real: [{ secret: awsSecret }],
    not: [
      { secret: `6LdGq3fDAAAAA${awsSecret.slice(13)}` },
      { secret: '4f0c1d7e-93ab-4b52-8a6e-d2c5b7f19e30' },
    ],
  },
  'not-elided': {
    real: [
      { secret: `-----\nMIIEpAIBAAKC${sessionToken.slice(20, 80)}\n-----` },
      { secret: `-----\nMIIBOgIBAAJB${sessionToken.slice(20, 400)}\n// ...\n-----` },
      { secret: `-----\nb3BlbnNzaC1r${sessionToken.slice(20, 80)}\n...\n-----` },
      { secret: `-----\\nMHcCAQEEIB${sessionToken.slice(20, 80)}\\n...\\n-----` },
      { secret: `-----\njO1O1v2ftXMs${sessionToken.slice(20, 80)}\n-----` },
    ],
    not: ['\n', '\\n'].flatMap((end) => [
      { secret: `-----${end}MIIEpAIBAAKC${sessionToken.slice(20, 80)}${end}...key content...${end}-----` },
      { secret: `-----${end}// jO1O1v2ftXMs${sessionToken.slice(20, 80)}${end}// ...${end}-----` },
    ]),
  },
  'key-material': {
    real: [{ secret: `# ${sessionToken.slice(20, 84)}\n# ${sessionToken.slice(84, 100)}` }],
    not: [
      { secret: sessionToken.slice(20, 70) },
      { secret: sessionToken.slice(20, 100).replace(/.{8}/g, '$& ') },
      { secret: 'abcd'.repeat(20) },
      { secret: 'put your private key here, all of its lines, and nothing else than its lines' },
    ],
  },
  'not-words': {
    real: [`AKIA${region.slice(4)}`, `${region.slice(0, -1)}2`, `ASIA${'XQ'.repeat(8)}`].map((secret) => ({
      secret,
    })),
    not: [{ secret: region }, { secret: region.replace('SOUTHEAST', 'EXCLJAPAN') }],
  },
  'digit-or-current-format': {
    real: [
      { secret: awsKeyId },
      { secret: `ASIA${'IAAAAAAAAAAAAAA2'}` },
      { secret: `ASIA${'QAAAAAAAGMKEMXXX'}` },
    ],
    not: [{ secret: region }],
  },
};

describe.each(Object.entries(table))('the check %s', (name, { real, not }) => {
  const gates = { checks: [name as CheckName] };

  test.each(real)('believes $secret between "$before" and "$after"', (one) => {
    expect(passes(gates, suspectOf(one))).toBe(true);
  });

  test.each(not)('does not believe $secret between "$before" and "$after"', (one) => {
    expect(passes(gates, suspectOf(one))).toBe(false);
  });
});

describe('gates', () => {
  const suspect = (secret: string) => suspectOf({ secret });
  const results = (gates: Gates, secret: string) => [...gateResults(gates, suspect(secret))];

  test('tell one after the other what was measured, what was wanted, and whether it held', () => {
    expect(results({ entropy: 1, classChanges: 2, checks: ['no-repeat', 'not-hex'] }, 'aaaaaaaa')).toEqual([
      { gate: 'entropy', measured: 0, least: 1, passed: false },
      { gate: 'changes of character class', measured: 0, least: 2, passed: false },
      { gate: 'no-repeat', passed: false },
      { gate: 'not-hex', passed: false },
    ]);
  });

  test('of a body do not count the part that is always the same', () => {
    expect(passes({ entropy: 1.5 }, suspect('ABCDxxxx'))).toBe(true);
    expect(results({ bodyEntropy: { skip: 4, min: 1.5 } }, 'ABCDxxxx')).toEqual([
      { gate: 'entropy after 4 characters', measured: 0, least: 1.5, passed: false },
    ]);
  });

  test.each([
    ['abcd', 0],
    ['aBcD', 3],
    ['a1/B', 3],
    ['ab12AB++', 3],
  ])('count in %s %i changes of character class', (secret, measured) => {
    expect(results({ classChanges: 1 }, secret)[0]?.measured).toBe(measured);
  });

  test('let through what is exactly at the limit', () => {
    expect(passes({ entropy: 2 }, suspect('abcd'))).toBe(true);
    expect(passes({ classChanges: 3 }, suspect('aBcD'))).toBe(true);
    expect(passes({ classChanges: 4 }, suspect('aBcD'))).toBe(false);
  });

  test('that are none let everything through', () => {
    expect(passes({}, suspect(''))).toBe(true);
  });
});
