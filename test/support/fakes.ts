/**
 * Credentials that never were: made when a test runs, in the shape of real ones.
 *
 * No key-shaped text stands in one piece in this repository, so that no scanner trips over it, ours included.
 */
import { createHash, randomUUID } from 'node:crypto';

export interface Fakes {
  readonly awsKeyId: string;
  readonly awsTemporaryKeyId: string;
  readonly awsSecret: string;
  readonly sessionToken: string;
  readonly oldSessionToken: string;
  readonly bedrockLong: string;
  readonly bedrockShort: string;
  readonly mwsToken: string;
}

/** A fresh set; the same one again for the same seed. */
export function fakes(seed: string = randomUUID()): Fakes {
  const bytes = stream(seed);
  return {
    awsKeyId: keyId(bytes, 'AK' + 'IA'),
    awsTemporaryKeyId: keyId(bytes, 'AS' + 'IA'),
    awsSecret: secret(bytes),
    sessionToken: `IQoJb3Jp${'Z2luX2Vj'}${bytes(300).toString('base64')}`,
    oldSessionToken: `FwoG${'ZXIvYXdz'}${bytes(216).toString('base64')}`,
    bedrockLong: `AB${'SK'}${base64(`svc-${hex(bytes(3))}-at-${digits(bytes)}:${bytes(33).toString('base64')}`)}`,
    bedrockShort: `bedrock-api-${'key-'}${base64(presigned(bytes))}`,
    mwsToken: `amzn.${'mws.'}${uuid(bytes)}`,
  };
}

/** A near miss for each: as long, of the same letters, and no credential. */
export function harmless(seed: string = randomUUID()): Fakes {
  const bytes = stream(`harmless ${seed}`);
  return {
    // What IAM calls users and roles: identifiers, no credentials.
    awsKeyId: keyId(bytes, 'AI' + 'DA'),
    awsTemporaryKeyId: keyId(bytes, 'AR' + 'OA'),
    // A SHA-1.
    awsSecret: hex(bytes(20)),
    sessionToken: `AAAAb3Jp${'Z2lu'}${bytes(300).toString('base64')}`,
    oldSessionToken: `AAAAZXIv${bytes(216).toString('base64')}`,
    bedrockLong: `ABCD${base64(`a picture of ${hex(bytes(50))}`)}`,
    bedrockShort: `bedrock-api-${'kit-'}${base64(`a list of ${hex(bytes(100))}`)}`,
    mwsToken: `amzn.${'aws.'}${uuid(bytes)}`,
  };
}

/** A key ID that belongs to this account of 12 digits. */
export const keyIdOf = (account: string, seed: string = randomUUID()): string =>
  keyId(stream(seed), 'AK' + 'IA', account);

type Bytes = (count: number) => Buffer;

/** Random bytes without end, always the same after the same seed. */
function stream(seed: string): Bytes {
  let pool = Buffer.alloc(0);
  let block = 0;
  return (count) => {
    while (pool.length < count) pool = Buffer.concat([pool, sha256(`${seed} ${block++}`)]);
    const taken = pool.subarray(0, count);
    pool = pool.subarray(count);
    return taken;
  };
}

/** 80 bits in base32: a one, the account in 40, anything in 39. Keys made since 2019 look like this. */
function keyId(bytes: Bytes, prefix: string, account?: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const tail = BigInt(`0x${hex(bytes(5))}`) & ((1n << 39n) - 1n);
  const bits = (1n << 79n) | (BigInt(account ?? digits(bytes)) << 39n) | tail;
  const body = Array.from(
    { length: 16 },
    (_, place) => alphabet[Number((bits >> BigInt(75 - 5 * place)) & 31n)],
  ).join('');
  // An account may bring so many of one letter that a fair share of all is out of reach. No word of a placeholder.
  return /[2-7]/.test(body) && !/FAKE|TEST|XXXX/.test(body) && (account || entropy(body) >= 3)
    ? prefix + body
    : keyId(bytes, prefix, account);
}

/** 30 bytes in base64; the rare one that lacks a class of characters or reads like words is thrown again. */
function secret(bytes: Bytes): string {
  const text = bytes(30).toString('base64');
  const mixed = [/[A-Z]/, /[a-z]/, /[0-9]/].every((some) => some.test(text));
  const parts = text.match(/[A-Z]?[a-z]+|[A-Z]+|[0-9]+/g)!.length;
  return mixed && entropy(text) >= 4.1 && parts >= 13 ? text : secret(bytes);
}

const presigned = (bytes: Bytes): string =>
  `bedrock.amazonaws.com/?Action=CallWithBearerToken&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=${hex(bytes(32))}&Version=1`;

const digits = (bytes: Bytes): string =>
  String(BigInt(`0x${hex(bytes(8))}`) % 1_000_000_000_000n).padStart(12, '0');

const uuid = (bytes: Bytes): string => hex(bytes(16)).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const hex = (some: Buffer): string => some.toString('hex');
const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

/** The tests' own measure, so that no mistake in the product can hide behind itself. */
function entropy(text: string): number {
  const shares = [...new Set(text)].map((char) => (text.split(char).length - 1) / text.length);
  return -shares.reduce((bits, share) => bits + share * Math.log2(share), 0);
}

/** One set for the whole test process. */
export const fake = fakes();
