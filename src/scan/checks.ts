import type { CheckName, Gates } from '../model/rule.ts';
import { accountOf } from './account.ts';
import { isOfDocumentation } from './documented.ts';
import { entropy } from './entropy.ts';
import { isPlaceholder } from './placeholders.ts';
import { commonPairs, leastRandom, randomStretches } from './randomness.ts';
import { lineLength } from './surroundings.ts';

/** A secret with the text around it on its line. None of it leaves `scan/`. */
export interface Suspect {
  readonly secret: string;
  readonly before: string;
  readonly after: string;
  /** Whether what it stands in says that it belongs to something else than AWS. */
  readonly isOfAnother: boolean;
  /** Whether its name or what it stands in says that it belongs to another cloud. */
  readonly isOfAnotherCloud: boolean;
}

/** One gate, tried: what it is, what was measured and what was wanted where that is a number, and whether it held. */
export interface GateResult {
  readonly gate: string;
  readonly measured?: number;
  readonly least?: number;
  readonly passed: boolean;
}

/** No run of lower-case words or camelCase names was measured above 4.37 bits; random base64 of 40 has 4.78. */
const wordsEndAt = 4.4;

/** Names of what is as random as a secret, and none: the last name in front of it on its line. */
const digestBefore =
  /(?:sha(?:1|224|256|384|512)[-:=](?:[\w-]{0,80}[-_])?|;base64,|(?<![a-z])(?:ENC[[(]|ENC%5B|EJ\[)(?:[\w,:+/=]|%(?:2C|3A))*|(?:signature|digest|checksum|integrity|etag|fingerprint|hash|md5|csrf(?:[_-]?token)?|nonce)["']?(?:\s?[:=]>?\s?|\s)["']?[A-Za-z0-9+/%]{0,80})$/i;

/** … and of what may well stand beside a key ID. */
const otherName =
  /(?<![a-z])(?:hash|nonce|(?:request|session|trace|correlation|commit|message|upload|version)[_-]?id)["']?\s?[:=]>?\s?["']?$/i;

/** What a name is a field of, where it is one: `config.name`, `this.name`, `${name`. */
const codeBefore =
  /(?:(?<![\w.])(?:this|self|config|cfg|conf|settings|options|opts|props|env|params|args|secrets|creds|credentials|data|var|local|module|each|event|ctx|context|state|request|req|res|response|body|app|constants)\.|\$\{)$/i;
const isIdentifier = (text: string): boolean => /^[A-Za-z_]\w*$/.test(text);

const materialIn = (pem: string): string => pem.match(/[A-Za-z0-9+/]{20,}/g)?.join('') ?? '';

/** Whether the first line is that of a sequence in DER or of a key of OpenSSH: with what else does no key begin. */
const beginsAsKey = (pem: string): boolean =>
  /^(?:M|b3Bl)/.test(/(?:\\[nr]|[^A-Za-z0-9+/\\])([A-Za-z0-9+/]{20,})/.exec(pem)?.[1] ?? '');

/** How many characters of base64 the sequence in DER at the start of a key says that it has; 0 where it says nothing. */
function claimedLength(pem: string): number {
  const start = /-(?:\s|\\[nr]){0,40}(MI[I-L][A-Za-z0-9+/]{5})/.exec(pem)?.[1];
  return start === undefined ? 0 : (Buffer.from(start, 'base64').readUInt16BE(2) * 4) / 3;
}

/** The named tests that rules ask for. Each is true when the secret may be real. */
const checks: Readonly<Record<CheckName, (suspect: Suspect) => boolean>> = {
  // In both cases, too, as in some tokens: no base64 of this length has so few letters.
  'not-hex': ({ secret }) => !/^[0-9a-f]+$/i.test(secret),
  'mixed-case': ({ secret }) => /[a-z]/.test(secret) && /[A-Z]/.test(secret),
  'not-a-word': ({ secret }) =>
    /[A-Za-z]/.test(secret) && (/[0-9]/.test(secret) || entropy(secret) >= wordsEndAt) && !isName(secret),
  'no-repeat': ({ secret }) => !/(.)\1{5}/.test(secret),
  // Also one of letters between the digits of another, as in 1a2b3c, or of each letter twice, as in AaBbCc.
  'no-sequence': ({ secret }) => {
    const letters = secret.replace(/[^A-Za-z]/g, '').toLowerCase();
    const texts = [secret, secret.replace(/[^0-9]/g, ''), letters, letters.replace(/(.)\1/g, '$1')];
    return !texts.some((text) => hasSequence(text, 8));
  },
  'no-example': ({ secret }) => !/EXAMPLE|SAMPLE/.test(secret) && !isOfDocumentation(secret),
  // A given word of four letters stands in one random ID of 80,000.
  'no-dummy': ({ secret }) => !/FAKE|TEST|DUMMY|PLACEHOLDER|XXXX/.test(secret),
  // Behind the prefix of an ID, where there is one.
  'not-a-placeholder': ({ secret }) => !isPlaceholder(secret.replace(/^A[A-Z0-9]{3}(?=[A-Z0-9]{16}$)/, '')),
  'not-a-path': ({ secret, before, after }) =>
    !fileEnding.test(after) &&
    !isInAddress(before) &&
    !linkBefore.test(before) &&
    (!secret.includes('/') || !isPath(secret, after)),
  'not-a-digest': ({ before }) => !digestBefore.test(before),
  'not-named-otherwise': ({ before }) => !otherName.test(before),
  'not-code': ({ secret, before, after }) =>
    !isIdentifier(secret) || !(/^\(\s*\)/.test(after) || codeBefore.test(before)),
  // In a signed request the ID names who signed, and the token is worth nothing without the secret.
  'not-in-a-signature': ({ secret, before, after }) =>
    !(
      signedBy.test(before) &&
      inScope.test(after) &&
      (isSigned(before, after) || !/^A(?:KIA|SIA)/.test(secret))
    ) && !/[?&](?:amp;)?X-Amz-Security-Token=$/i.test(before),
  'signed-by-a-real-key': ({ before, after }) =>
    /Credential=(?:AKIA|ASIA)(?![A-Z0-9]*EXAMPLE)[A-Z2-7]{16}/.test(`${before} ${after}`),
  // No word begins with AKIA. Of words, half hold an account by chance; letters alone pair as in words once in a hundred.
  'digit-or-current-format': ({ secret }) =>
    /[2-7]/.test(secret.slice(4)) ||
    /^AKIA[IJ]/.test(secret) ||
    (accountOf(secret) !== undefined && (secret.startsWith('AKIA') || commonPairs(secret.slice(4)) < 9)),
  // Of IDs that are letters alone one in a thousand has as many.
  'not-words': ({ secret }) =>
    secret.startsWith('AKIA') || /[2-7]/.test(secret.slice(4)) || commonPairs(secret.slice(4)) < 11,
  // Current, or of before 2019: those begin with I or J.
  'known-format': ({ secret }) => /^.{4}[IJ]/.test(secret) || accountOf(secret) !== undefined,
  'names-its-account': ({ secret }) =>
    /-at-\d{12}/.test(Buffer.from(secret.slice(4), 'base64').toString('latin1')),
  // Behind "AWS:", or with the name of its second field.
  'ecr-token': ({ secret }) => /^AWS:|"datakey"/.test(Buffer.from(secret, 'base64').toString('latin1')),
  'not-encoded-text': ({ secret }) =>
    !/^[\t\n\r\x20-\x7e]+$/.test(Buffer.from(secret, 'base64').toString('latin1')),
  // A key of Google reCAPTCHA, which one random value in some 100 thousand million looks like, and a UUID; and what goes on
  // with the word that says whose it is, as in `tsec_…`.
  'no-other-format': ({ secret, before }) =>
    !/^6L[\w-]{6}AAAAA/.test(secret) && !isUuid.test(secret) && !wordBefore.test(before),
  'not-of-another': (suspect) => !suspect.isOfAnother,
  'not-of-another-cloud': (suspect) => !suspect.isOfAnotherCloud,
  'not-elided': ({ secret }) =>
    !secret.includes('...') ||
    (beginsAsKey(secret) && claimedLength(secret) <= 2 * materialIn(secret).length),
  'key-material': ({ secret }) => {
    const material = materialIn(secret);
    return material.length >= 60 && entropy(material) >= 4.5;
  },
};

/** A value that begins with such a word is longer than a secret. */
const wordBefore = /(?:["'\x60=]|:[ \t]{1,4})[a-z]{2,8}(?:_[a-z]{2,8}){0,2}_$/;

/** In HTML `=` may be a reference; a URL in another one is encoded twice, and a percent sign is %25 then. */
const equals = '(?:=|%(?:25){0,3}3D|&#x3D;|&#61;)';
const slash = '(?:/|%(?:25){0,3}2F)';
/** What stands behind the ID that signed: a day. */
const inScope = new RegExp(`^${slash}\\d{8}${slash}`, 'i');
const signedBy = new RegExp(`Credential${equals}$`, 'i');
const signature = new RegExp(`Signature${equals}(?:[0-9a-f]{64}|30[0-9a-f]{130,142})(?![0-9a-f])`, 'i');

/** Whether its line has the signature, which is told in place of the ID of a key; what is cut off may have it. */
const isSigned = (before: string, after: string): boolean =>
  after.length >= lineLength || signature.test(`${before} ${after}`);

/** Each gate, in the order in which a rule has them; a scan asks in the order of their cost, see `passes`. */
export function* gateResults(gates: Gates, suspect: Suspect): Generator<GateResult> {
  const { secret } = suspect;
  if (gates.entropy !== undefined) yield atLeast('entropy', entropy(secret), gates.entropy);
  const body = gates.bodyEntropy;
  if (body !== undefined)
    yield atLeast(`entropy after ${body.skip} characters`, entropy(secret.slice(body.skip)), body.min);
  if (gates.classChanges !== undefined)
    yield atLeast('changes of character class', classChanges(secret), gates.classChanges);
  for (const name of gates.checks ?? []) yield { gate: name, passed: checks[name](suspect) };
}

const atLeast = (gate: string, measured: number, least: number): GateResult => ({
  gate,
  measured: Math.round(measured * 100) / 100,
  least,
  passed: measured >= least,
});

/** Those that are much work: they decode, take words apart, or look at the text around a secret. */
const costly: ReadonlySet<CheckName> = new Set([
  'no-sequence',
  'not-a-placeholder',
  'not-encoded-text',
  'not-a-digest',
  'not-named-otherwise',
  'not-a-path',
  'not-in-a-signature',
  'not-of-another',
  'not-of-another-cloud',
  'signed-by-a-real-key',
]);

/** Whether all gates hold; those that are little work are asked first. */
export function passes(gates: Gates, suspect: Suspect): boolean {
  const { checks: names = [] } = gates;
  for (const name of names) if (!costly.has(name) && !checks[name](suspect)) return false;
  const { secret } = suspect;
  const { entropy: least, bodyEntropy: body, classChanges: fewest } = gates;
  if (least !== undefined && entropy(secret) < least) return false;
  if (body !== undefined && entropy(secret.slice(body.skip)) < body.min) return false;
  if (fewest !== undefined && classChanges(secret) < fewest) return false;
  for (const name of names) if (costly.has(name) && !checks[name](suspect)) return false;
  return true;
}

/** How often a character is of another class than the one before it: 25 of 39 times in random base64. */
function classChanges(text: string): number {
  let changes = 0;
  for (let i = 1; i < text.length; i++) if (classOf(text[i]!) !== classOf(text[i - 1]!)) changes++;
  return changes;
}

const classOf = (char: string): number =>
  /[a-z]/.test(char) ? 0 : /[A-Z]/.test(char) ? 1 : /[0-9]/.test(char) ? 2 : 3;

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
  if (meanLength(text, /[A-Z]?[a-z]+|[A-Z]+|[0-9]+/g) >= 3.5) return true;
  // Of small letters and digits alone, or of capitals: numbers do not stand that often between words.
  if (!(/[a-z]/.test(text) && /[A-Z]/.test(text)) && classChanges(text) >= 10) return false;
  // Acronyms and numbers, which random text passes for once in 30,000 times, also with the digest that CloudFormation's
  // CDK puts behind a name: with that random text hardly ever ends.
  const name = text.replace(/[0-9A-F]{8,}$/, '');
  const least = name.length < text.length ? 3 : 4.4;
  return (
    text.length >= enough &&
    meanLength(name, /[A-Z]+[0-9]{0,2}(?![a-z])|[A-Z]?[a-z]+[0-9]{0,2}|[0-9]+/g) >= least
  );
}

/** Of less text it is not told whether it is random, in characters. */
const enough = 2 * leastRandom;

const meanLength = (text: string, parts: RegExp): number => text.length / (text.match(parts) ?? []).length;

const isUuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** From where an address is named: in front of a part of its path, or of a value in its query whose name speaks of nothing secret. */
const inAddress =
  /^:\/\/(?:\[[\da-f:]{2,40}\]|[\w.-]{1,120})(?::\d{1,5})?\/(?:[^\s"'<>?#@=&]{0,400}\/)?(?:[^\s"'<>@/]{0,400}[?&#](?![\w.-]*(?:secret|key|pass|cred|token|auth|aws|sk\b))[\w.-]{1,40}=(?:[\w.-]{1,80}(?:\/|%2F)){0,8})?$/i;

/** What stands in front of the file that Markdown links to. */
const linkBefore = /\]\((?:[\w.-]{1,80}\/){1,8}$/;

/** Whether a value is a part of an address of the web or of an object of S3, in which no key ID stands beside it. */
function isInAddress(before: string): boolean {
  const at = before.lastIndexOf('://');
  if (at === -1 || !/\b(?:https?|s3[an]?)$/i.test(before.slice(Math.max(0, at - 6), at))) return false;
  const address = before.slice(at);
  return inAddress.test(address) && !/A[KS]IA/.test(address);
}

/** What stands behind the name of a file. */
const fileEnding =
  /^(?:(?:\/[\w-]{1,80}){0,8}\/[\w-]{1,80})?\.(?:jpe?g|png|gif|svg|webp|pdf|zip|t?gz|ya?ml|json|csv|tsv|txt|[cm]?[jt]sx?|html?|css|md|xml|log|mp[34]|sql|parquet)\b/i;

/** Slashes between three parts or more that read like words; what is shorter than three characters does not count. */
export function isPathOfWords(text: string): boolean {
  const parts = text.split('/').filter((part) => part.length > 2);
  return (
    parts.length >= 3 &&
    parts.every((part) =>
      /^[A-Z]?[a-z]+(?:[A-Z][a-z]+)*[0-9]{0,4}$|^[A-Z]+$|^[a-z]{1,3}[0-9][a-z]{2,}$/.test(part),
    )
  );
}

/** That, or with little between the slashes that looks random; the name of a file. */
function isPath(text: string, after: string): boolean {
  if (isPathOfWords(text)) return true;
  if (fileEnding.test(after) && /\/(?:[A-Z]?[a-z]+|[A-Z]+)[0-9]{0,4}$/.test(text)) return true;
  if (text.length < enough) return false;
  const random = randomStretches(text).reduce((sum, { start, end }) => sum + end - start, 0);
  return random < text.length / 2;
}
