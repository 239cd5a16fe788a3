import { type Enclosures, indentOf, sectionLine } from './enclosures.ts';
import { entropy } from './entropy.ts';
import { isPlaceholder } from './placeholders.ts';
import { commonPairs } from './randomness.ts';

/** Other clouds, and stores that speak as S3 does: what is called so has access keys and regions, too. */
const clouds =
  'qiniu|kodo|upyun|ali(?:yun|cloud|baba)\\w{0,12}|tencent\\w{0,12}|qcloud|huawei\\w{0,12}|baidu\\w{0,12}|ncloud|ncp|' +
  'jdcloud|volcengine|ksyun|minio|wasabi|linode|backblaze|cloudflare|digital_?ocean|scaleway|ceph|rados_?gw|rgw|' +
  'yandex\\w{0,10}|gcs|vultr|exoscale|contabo|idrive\\w{0,3}|storj|filebase|tigris|hetzner|upcloud|ovh\\w{0,8}|ionos|' +
  'selectel|dreamobjects';
/** What names begin with, and nothing else is called. */
const prefixes = 'b2|r2|gs|goog|oss|cos|obs|bos|tos|oci|yc|scw|ks3|do_spaces|spaces';
const cloud = new RegExp(`(?<![a-z0-9])(?:${clouds})(?![a-z0-9])`, 'i');
const ofCloud = new RegExp(`(?<![a-z0-9])(?:${clouds}|${prefixes})(?=[_.-])`);

/** The name that a value is given, at the end of what stands in front of it. */
const ownName = /([A-Za-z][\w.-]{1,80})["'`\])]{0,3}\s{0,8}(?:=>|:=|[:=,]|\s)\s{0,8}[@bu]?["'`]?$/;

/** What another cloud's table says: who provides it, or where it is, with what that name begins with. */
const elsewhere = new RegExp(
  `\\bprovider["']?\\s{0,4}[:=]\\s{0,4}["']?(?:${clouds})(?![a-z0-9])|` +
    `(?<![\\w.-])([\\w.-]{0,40}?)(?:endpoint\\w{0,8}|host(?:_?(?:base|name))?|server\\w{0,8}|ur[il])["']?\\s{0,4}(?:=>|[:=])\\s{0,4}["']?(?:https?:\\/\\/)?` +
    `(?:[\\w-]{1,40}\\.){0,6}(?:minio|wasabisys|digitaloceanspaces|backblazeb2|r2\\.cloudflarestorage|linodeobjects|scw\\.cloud|` +
    'aliyuncs|myqcloud|myhuaweicloud|yandexcloud|storage\\.googleapis|vultrobjects|storjshare|filebase|idrivee2)(?![a-z0-9])',
  'gi',
);

/** A client of stores that is told an address, a user and a password. */
const storeElsewhere =
  /\bmc\s{1,4}(?:alias\s{1,4}set|config\s{1,4}host\s{1,4}add)\s{1,4}[\w-]{1,40}\s{1,4}["']?https?:\/\/(?!\S{0,80}amazonaws)/;

/**
 * The ID that goes with a secret, with what its name begins with, whatever it is, and by itself where it is none of AWS.
 * AWS's begin with A, and before 2009 with 0 or 1; MinIO, Ceph, Wasabi and others make 20 characters, too, that begin with
 * anything, and Google's begin with GOOG.
 */
const anyId =
  /(?<![A-Za-z0-9_.-]|<\/)([A-Za-z0-9_.-]{0,40}?)(?:[Aa]ccess|ACCESS)[_.\- ]?(?:[Kk]ey|KEY)(?:[_.\- ]?[Ii][Dd])?["'`\])]{0,3}(?:(?:\s{0,8}(?:=>|:=|[:=,])\s{0,8}|\s{1,8}|>)["'`]?([B-Z2-9][A-Z0-9]{19}|GOOG[A-Z0-9]{16,57})(?![A-Za-z0-9])|\s{0,8}(?:=>|:=|[:=])|>)/g;
/** The same of the secret … */
const anySecret =
  /(?<![A-Za-z0-9_.-]|<\/)([A-Za-z0-9_.-]{0,40}?)secret[_.\- ]?(?:access[_.\- ]?)?key["'`\])]{0,3}(?:\s{0,8}(?:=>|:=|[:=,])\s{0,8}|\s{1,8}|>)["'`]?/gi;
/** … at the end of what stands in front of it. */
const secretName = new RegExp(`${anySecret.source}$`, 'i');
/** What is said in comments of the lines around a value is not said of it, unless it stands in one, too. */
const comment = /^[ \t]*(?:#|\/\/|;|-- ).*$/gm;

/**
 * What AWS's own things are called, and what stands beside them; not the hosts of services that s3cmd always names, nor
 * what others' answers in XML are called after, too.
 */
const namesAws = /aws(?!\.com)|amazon(?!aws)|(?<!\b(?:sdb|cloudfront)\.|%\(location\)s\.)amazonaws/i;
const besideAws =
  /(?<!\b(?:sdb|cloudfront)\.|%\(location\)s\.)amazonaws(?!\.com\/doc\/)|(?<![A-Za-z0-9])A[KS]IA(?![A-Z0-9]*EXAMPLE)[A-Z2-7]{16}/;

/**
 * Whether a value belongs to another cloud, as its own name says or what it stands in, while nothing there names AWS and
 * nearby is neither a key ID of AWS nor its address.
 *
 * @param before what stands in front of it on its line @param around the lines above it with that, and those below
 */
export function isOfAnotherCloud(
  enclosures: readonly Enclosures[],
  before: string,
  nearby: () => string,
  around: () => Around,
): boolean {
  const name = ownName.exec(before)?.[1] ?? '';
  if (/aws|amazon/i.test(name)) return false;
  const said = before.search(comment) === -1 ? withoutComments : asItIs;
  return (
    (ofCloud.test(inSnakeCase(name)) ||
      storeElsewhere.test(before) ||
      isBesideAnotherId(before, around, said) ||
      enclosures.some((all) => isAtAnotherCloud(all, name, said))) &&
    !besideAws.test(nearby())
  );
}

/** The lines above a value, the last of them up to it, and those below from behind it on. */
export interface Around {
  readonly above: string;
  readonly below: string;
}

type Said = (text: string) => string;
const withoutComments: Said = (text) => text.replace(comment, '');
const asItIs: Said = (text) => text;

/** Whether the ID that goes with it is one that AWS would not give: the last above it, else the first below. */
function isBesideAnotherId(before: string, around: () => Around, said: Said): boolean {
  const prefix = secretName.exec(before)?.[1]?.toLowerCase();
  if (prefix === undefined || /aws|amazon/.test(prefix)) return false;
  const [above, below] = [said(around().above), said(around().below)];
  const isAlike = ([, own]: RegExpMatchArray) => own!.toLowerCase() === prefix;
  const secretsIn = (text: string) => [...text.matchAll(anySecret)].filter(isAlike).length;
  const up = [...above.matchAll(anyId)].filter(isAlike).at(-1);
  const goesWith = (id: RegExpMatchArray | undefined, text: string, secrets: number) =>
    id !== undefined && secretsIn(text) === secrets && !leavesBlock(text);
  if (goesWith(up, above.slice(lineOf(above, up?.index)), 1)) return isGiven(up![2]);
  const down = [...below.matchAll(anyId)].find(isAlike);
  const end = (down?.index ?? 0) + (down?.[0].length ?? 0);
  const own = lastLine(above).replace(/\S.*/, '');
  const rest = below.slice(end);
  // It goes with the next secret where that has no other one.
  if (secretsIn(rest) > 0 && ![...rest.matchAll(anyId)].some(isAlike)) return false;
  return goesWith(down, own + below.slice(0, end), 0) && isGiven(down![2]);
}

const lineOf = (text: string, at = 0): number => text.lastIndexOf('\n', at - 1) + 1;
const lastLine = (text: string): string => text.slice(text.lastIndexOf('\n') + 1);

/** Whether between the first line of a text and its last one table ends and another begins. */
function leavesBlock(text: string): boolean {
  const lines = text.split('\n');
  const between = lines.slice(1, -1).filter((line) => /\S/.test(line));
  const indent = Math.min(indentOf(lines[0]!), indentOf(lines.at(-1)!));
  if (between.some((line) => indentOf(line) < indent || isBoundary.test(line))) return true;
  let [depth, least] = [0, 0];
  for (const char of text) {
    if (char === '{') depth++;
    if (char === '}') least = Math.min(least, --depth);
  }
  return least < 0 && depth > least;
}

/** A section of INI or TOML, or the next document of YAML. */
const isBoundary = new RegExp(`${sectionLine.source}|^---\\s*$`);

const isGiven = (id: string | undefined): boolean =>
  id !== undefined && (id.startsWith('GOOG') || looksGiven(id));

/** Random, with a digit, which one in 500 lacks: no word that stands for an ID, nor one that was blacked out. */
const looksGiven = (id: string): boolean =>
  /[0-9]/.test(id) &&
  entropy(id) >= 3 &&
  commonPairs(id) < 9 &&
  !isPlaceholder(id) &&
  !id.includes('EXAMPLE');

/** `minioSecretKey` is called after MinIO, too. */
const inSnakeCase = (name: string): string => name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();

function isAtAnotherCloud(all: Enclosures, name: string, said: Said): boolean {
  const first = all.find(({ head }) => /\w/.test(head));
  return (
    first !== undefined &&
    (cloud.test(first.head) || namesAddress(said(first.own), name)) &&
    !namesAws.test(first.head + first.body)
  );
}

/** Whether the address of another cloud stands there that is not called after something else than the value: S3 is none. */
function namesAddress(text: string, name: string): boolean {
  const own = firstWord(name.replace(/(?:secret|access|key|pass)\w*$/i, ''));
  return [...text.matchAll(elsewhere)].some(([, prefix = '']) => {
    const word = firstWord(prefix);
    return word === '' || word === 's3' || own === '' || word === own;
  });
}

const firstWord = (name: string): string => /[a-z0-9]+/.exec(inSnakeCase(name))?.[0] ?? '';
