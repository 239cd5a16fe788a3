import { describe, expect, test } from 'vitest';
import { fakes, harmless, keyIdOf } from './fakes.ts';

const shapes: Record<string, RegExp> = {
  awsKeyId: /^AKIA[Q-Z2-7][A-Z2-7]{15}$/,
  awsTemporaryKeyId: /^ASIA[Q-Z2-7][A-Z2-7]{15}$/,
  awsSecret: /^(?=.*[A-Z])(?=.*[a-z])(?=.*[0-9])[A-Za-z0-9+/]{40}$/,
  sessionToken: /^IQoJb3JpZ2luX2Vj[A-Za-z0-9+/]{200,}={0,2}$/,
  oldSessionToken: /^FwoGZXIvYXdz[A-Za-z0-9+/]{200,}={0,2}$/,
  bedrockLong: /^ABSK[A-Za-z0-9+/]{80,400}={0,2}$/,
  bedrockShort: /^bedrock-api-key-YmVkcm9jay5hbWF6b25hd3Mu[A-Za-z0-9+/]{60,}={0,2}$/,
  mwsToken: /^amzn\.mws\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
};

describe.each(Object.entries(shapes))('%s', (kind, shape) => {
  test('has the shape of a real one, and its near miss has not', () => {
    for (let n = 0; n < 200; n++) {
      expect(Reflect.get(fakes(), kind)).toMatch(shape);
      expect(Reflect.get(harmless(), kind)).not.toMatch(shape);
      expect(Reflect.get(harmless(), kind)).toMatch(/^[\w+/=.-]{20,}$/);
    }
  });
});

test('a long-term Bedrock key names its user and account', () => {
  const text = Buffer.from(fakes().bedrockLong.slice(4), 'base64').toString();

  expect(text).toMatch(/^[\w-]+-at-\d{12}:[A-Za-z0-9+/]{44}$/);
});

test('a set is fresh, or the same again for the same seed', () => {
  expect(fakes()).not.toEqual(fakes());
  expect(fakes('seed')).toEqual(fakes('seed'));
});

test.each(['000000000000', '123456789012', '999999999999'])(
  'a key ID can belong to account %s',
  (account) => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

    const body = [...keyIdOf(account).slice(4)].reduce(
      (bits, char) => bits * 32n + BigInt(alphabet.indexOf(char)),
      0n,
    );

    expect(String((body >> 39n) & ((1n << 40n) - 1n)).padStart(12, '0')).toBe(account);
  },
);
