import { randomBytes, randomInt } from 'node:crypto';

/** A text that has to be stopped and one that has to pass, otherwise alike. */
export interface Canary {
  /** A file name that no tool's patterns are meant for. */
  readonly file: string;
  readonly leak: string;
  readonly harmless: string;
}

/** A pair of keys that never was. It is made when it is needed, so that it stands in no file of ours. */
export function makeCanary(): Canary {
  const tag = randomBytes(4).toString('hex');
  return {
    file: `keyhalt-canary-${tag}`,
    leak: `aws_access_key_id = ${keyId()}\naws_secret_access_key = ${secret()}\n`,
    harmless: `a line that every hook lets pass, ${tag}\n`,
  };
}

const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const digits = '0123456789';

/** As IAM makes them since 2019: base32, the first bit of the body set. */
function keyId(): string {
  const body = pick('QRSTUVWXYZ234567', 1) + pick(`${upper}234567`, 15);
  return /[2-7]/.test(body) ? `AK${'IA'}${body}` : keyId();
}

function secret(): string {
  const text = pick(upper + upper.toLowerCase() + digits, 40);
  const hasAll = [/[A-Z]/, /[a-z]/, /[0-9]/].every((some) => some.test(text));
  return hasAll ? text : secret();
}

/** Different characters, so that none of it looks like a placeholder. */
function pick(alphabet: string, count: number): string {
  const left = [...alphabet];
  return Array.from({ length: count }, () => left.splice(randomInt(left.length), 1)[0]).join('');
}
