import type { CheckName, Gates } from '../model/rule.ts';
import { accountOf } from './account.ts';
import { entropy } from './entropy.ts';

/** A secret with the text in front of it on its line. Neither leaves `scan/`. */
export interface Suspect {
  readonly secret: string;
  readonly before: string;
}

/** No run of lower-case words or camelCase names was measured above 4.37 bits; random base64 of 40 has 4.78. */
const wordsEndAt = 4.4;

/** The named tests that rules ask for. Each is true when the secret may be real. */
const checks: Readonly<Record<CheckName, (suspect: Suspect) => boolean>> = {
  'not-hex': ({ secret }) => !/^(?:[0-9a-f]+|[0-9A-F]+)$/.test(secret),
  'mixed-case': ({ secret }) => /[a-z]/.test(secret) && /[A-Z]/.test(secret),
  'not-a-word': ({ secret }) =>
    /[A-Za-z]/.test(secret) && (/[0-9]/.test(secret) || entropy(secret) >= wordsEndAt) && !isName(secret),
  'no-repeat': ({ secret }) => !/(.)\1{5}/.test(secret),
  'no-sequence': ({ secret }) => !hasSequence(secret, 8),
  'no-example': ({ secret }) => !/EXAMPLE|SAMPLE/.test(secret),
  'not-a-path': ({ secret }) => !isPath(secret),
  'not-a-digest': ({ before }) => !/(?:sha(?:1|256|384|512)[-:=]|;base64,|ENC\[[\w,:]*)$/i.test(before),
  'digit-or-current-format': ({ secret }) => /[2-7]/.test(secret.slice(4)) || accountOf(secret) !== undefined,
};

/** The first gate that the suspect does not pass, in words; undefined when it passes them all. */
export function failedGate(gates: Gates, suspect: Suspect): string | undefined {
  const { secret } = suspect;
  if (gates.entropy !== undefined && entropy(secret) < gates.entropy) return `entropy below ${gates.entropy}`;
  const body = gates.bodyEntropy;
  if (body !== undefined && entropy(secret.slice(body.skip)) < body.min)
    return `entropy of its body below ${body.min}`;
  return gates.checks?.find((name) => !checks[name](suspect));
}

/** `count` characters in a row that each follow the one before, up or down: "34567890" counts 9 to 0, too. */
function hasSequence(text: string, count: number): boolean {
  let up = 1;
  let down = 1;
  for (let i = 1; i < text.length; i++) {
    const step = text.charCodeAt(i) - text.charCodeAt(i - 1);
    const wraps = text[i - 1] === '9' && text[i] === '0';
    up = step === 1 || wraps ? up + 1 : 1;
    down = step === -1 ? down + 1 : 1;
    if (up >= count || down >= count) return true;
  }
  return false;
}

/** Words put together, as in camelCase: their parts are long, those of random letters and digits two on average. */
function isName(text: string): boolean {
  if (/[+/]/.test(text)) return false;
  const parts = text.match(/[A-Z]?[a-z]+|[A-Z]+|[0-9]+/g) ?? [];
  return text.length / parts.length >= 3.5;
}

/** Two slashes or more between parts that all read like words. */
function isPath(text: string): boolean {
  const parts = text.split('/').filter((part) => part.length > 2);
  return (
    parts.length >= 3 && parts.every((part) => /^[A-Z]?[a-z]+(?:[A-Z][a-z]+)*[0-9]{0,4}$|^[A-Z]+$/.test(part))
  );
}
