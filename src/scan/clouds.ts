import { type Enclosure, type Enclosures, paragraphOf } from './enclosures.ts';
import { type Around, isBesideAnotherId } from './ids-beside.ts';
import { withoutTags } from './names.ts';

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

/** Hosts of theirs. */
const hosts =
  '(?:[\\w-]{1,40}\\.){0,6}(?:minio|wasabisys|digitaloceanspaces|backblazeb2|r2\\.cloudflarestorage|linodeobjects|scw\\.cloud|' +
  'aliyuncs|myqcloud|myhuaweicloud|yandexcloud|storage\\.googleapis|vultrobjects|storjshare|filebase|idrivee2|ksyun(?:cs)?|' +
  'bcebos|volces|your-objectstorage|cloud\\.ovh|contabostorage|upcloudobjects|dream\\.io)(?![a-z0-9])';
/** Hosts of no cloud: a store of one's own, or a way to AWS. */
const localHosts =
  '(?:localhost|(?:127|10)(?:\\.\\d{1,3}){3}|(?:192\\.168|172\\.(?:1[6-9]|2\\d|3[01]))(?:\\.\\d{1,3}){2}|host\\.docker\\.internal)(?![\\w.-])';
/** What stands between a name and an address, also in a file of settings, in SQL and in XML. */
const to = `(?:["']?\\s{0,4}(?:=>|[:=])\\s{0,4}["']?|\\s{1,8}(?=["']|https?:)["']?|<\\/name>\\s{0,40}<value>)(?:https?:\\/\\/)?`;

/** What another cloud's table says: who provides it, or where it is, with what that name begins with; and the first argument of a call. */
const placeOf = (hosts: string): RegExp =>
  new RegExp(
    `\\bprovider["']?\\s{0,4}[:=]\\s{0,4}["']?(?:${clouds})(?![a-z0-9])|` +
      `(?<![\\w.-])([\\w.-]{0,40}?)(?:endpoint\\w{0,8}|host(?:_?(?:base|name))?|server\\w{0,8}|ur[il])${to}${hosts}|` +
      `^\\s{0,40}["'](?:https?:\\/\\/)?${hosts}`,
    'gi',
  );
const elsewhere = placeOf(hosts);
const elsewhereOrLocal = placeOf(`(?:${hosts}|${localHosts})`);

/** A client of stores that is told an address, a user and a password. */
const storeElsewhere =
  /\bmc\s{1,4}(?:alias\s{1,4}set|config\s{1,4}host\s{1,4}add)\s{1,4}[\w-]{1,40}\s{1,4}["']?https?:\/\/(?!\S{0,80}amazonaws)/;

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
 * nearby is neither a key ID of AWS nor its address. What is called after AWS does where another's address stands beside
 * it and an ID that AWS would not give.
 *
 * @param before what stands in front of it on its line @param around the lines above it with that, and those below
 */
export function isOfAnotherCloud(
  enclosures: readonly Enclosures[],
  before: string,
  nearby: () => string,
  around: () => Around,
): boolean {
  // What a command is told itself counts more than what is told beside it.
  if (storeElsewhere.test(before) && !besideAws.test(before)) return true;
  const name = ownName.exec(before)?.[1] ?? '';
  const said = before.search(comment) === -1 ? withoutComments : asItIs;
  const isOfAws = /aws|amazon/i.test(name);
  let lines: Around | undefined;
  const saidAround = () => (lines ??= saidIn(around(), said));
  const hasAnotherId = (alsoOfAws: boolean) => isBesideAnotherId(withoutTags(before), saidAround, alsoOfAws);
  const beside = besideOf(enclosures, saidAround);
  // Where its own name says that it is AWS's, the address and the ID have to say that it is not.
  const isOther =
    (!isOfAws &&
      (ofCloud.test(inSnakeCase(name)) ||
        hasAnotherId(false) ||
        beside.some((one) => isAtAnotherCloud(one, name, said)))) ||
    (beside.some(({ own }) => namesAddress(said(own), name, elsewhereOrLocal)) && hasAnotherId(true));
  return isOther && !besideAws.test(nearby());
}

type Said = (text: string) => string;
const withoutComments: Said = (text) => text.replace(comment, '');
const asItIs: Said = (text) => text;
const saidIn = ({ above, below }: Around, said: Said): Around => ({
  above: withoutTags(said(above)),
  below: withoutTags(said(below)),
});

/** `minioSecretKey` is called after MinIO, too. */
const inSnakeCase = (name: string): string => name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();

/** What a value is part of, by name; else the table without one that it stands in, or its paragraph, as in a file of settings. */
function besideOf(enclosures: readonly Enclosures[], around: () => Around): readonly Enclosure[] {
  const named = enclosures.flatMap((all) => all.find(({ head }) => /\w/.test(head)) ?? []);
  if (named.length > 0) return named;
  const [table] = enclosures.flat();
  if (table !== undefined) return [table];
  const { above, below } = around();
  return [paragraphOf(above, below)];
}

const isAtAnotherCloud = ({ head, body, own }: Enclosure, name: string, said: Said): boolean =>
  (cloud.test(head) || namesAddress(said(own), name)) && !namesAws.test(head + body);

/** Whether the address of another cloud stands there that is not called after something else than the value: S3 is none. */
function namesAddress(text: string, name: string, addresses = elsewhere): boolean {
  const own = firstWord(name.replace(/(?:secret|access|key|pass)\w*$/i, ''));
  return [...text.matchAll(addresses)].some(([, prefix = '']) => {
    const word = firstWord(prefix);
    return word === '' || word === 's3' || own === '' || word === own;
  });
}

const firstWord = (name: string): string => /[a-z0-9]+/.exec(inSnakeCase(name))?.[0] ?? '';
