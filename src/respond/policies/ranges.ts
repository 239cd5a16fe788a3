import ipaddr from 'ipaddr.js';
import { UserError } from '../../model/user-error.ts';
import { visible } from '../../model/visible.ts';
import { insideOf, neverSeen, notPublic, type Range } from './public-ranges.ts';

/**
 * The ranges of addresses that a policy lets in, as AWS writes them: `203.0.113.7` becomes `203.0.113.7/32`.
 *
 * @param texts IPv4 or IPv6, an address or a range each
 * @throws UserError for what is no range, would let in everyone or no one, or is named twice
 */
export function rangesFrom(texts: readonly string[]): readonly string[] {
  if (texts.length === 0)
    throw new UserError('no address is named that may go on using the key', {
      hint: `Name your public address or range. ${ownAddress}`,
    });
  const ranges = texts.map(rangeFrom);
  for (const [n, range] of ranges.entries()) refuseOverlap(range, ranges.slice(0, n));
  return ranges.map(written);
}

const ownAddress = 'AWS tells the address that it sees: curl https://checkip.amazonaws.com';
const howToWrite = 'Write one address or range each time: 203.0.113.7, 203.0.113.0/24 or 2001:db8:7::/48.';

/** No network of one owner is wider, in bits that are fixed: the registries give out no more. */
const widest = { ipv4: 8, ipv6: 16 } as const;

function rangeFrom(text: string): Range {
  const [words = '', length, ...others] = text.split('/');
  if (others.length > 0) throw wrong(text, 'has more than one slash in it', howToWrite);
  const address = addressFrom(words, text);
  const bits = address.kind() === 'ipv4' ? 32 : 128;
  const range = { address, prefix: length === undefined ? bits : prefixFrom(length, bits, text) };
  if (range.prefix < widest[address.kind()])
    throw wrong(
      text,
      range.prefix === 0 ? 'lets in everyone' : 'lets in more than any one owner has',
      'Name only the addresses that your own requests come from.',
    );
  const network = networkOf(range);
  if (written({ ...range, address: network }) !== written(range))
    throw wrong(
      text,
      `does not begin where a range of /${range.prefix} does`,
      `Write ${network}/${range.prefix} for the whole range, or ${address} for the one address.`,
    );
  const nature = notPublic(range);
  if (nature !== undefined) throw wrong(text, `is ${nature}`, `${neverSeen} ${ownAddress}`);
  return range;
}

function addressFrom(words: string, text: string): Range['address'] {
  if (words.includes('%'))
    throw wrong(text, 'names a network card of one machine', `${neverSeen} ${ownAddress}`);
  if (/^[\d.]+$/.test(words) && /(?<!\d)0\d/.test(words))
    throw wrong(
      text,
      'has a number that begins with 0, which some programs read as octal',
      'Write it without.',
    );
  if (ipaddr.IPv4.isValidFourPartDecimal(words)) return ipaddr.IPv4.parse(words);
  if (!ipaddr.IPv6.isValid(words)) throw wrong(text, 'is no address', howToWrite);
  const address = ipaddr.IPv6.parse(words);
  if (address.isIPv4MappedAddress())
    throw wrong(
      text,
      'is an IPv4 address written as IPv6, which AWS never compares as one',
      `Write ${address.toIPv4Address()}.`,
    );
  return address;
}

function prefixFrom(length: string, bits: number, text: string): number {
  if (!/^(?:0|[1-9]\d{0,2})$/.test(length))
    throw wrong(text, 'has no number of bits behind its slash', howToWrite);
  if (Number(length) > bits)
    throw wrong(text, `asks for ${length} bits of an address that has ${bits}`, howToWrite);
  return Number(length);
}

function networkOf(range: Range): Range['address'] {
  const { IPv4, IPv6 } = ipaddr;
  return (range.address.kind() === 'ipv4' ? IPv4 : IPv6).networkAddressFromCIDR(written(range));
}

/** One that is named twice is refused as well: what was meant may be another one. */
function refuseOverlap(range: Range, others: readonly Range[]): void {
  for (const other of others) {
    const [inner, outer] = insideOf(range, other) ? [range, other] : [other, range];
    if (!insideOf(inner, outer)) continue;
    throw insideOf(outer, inner)
      ? wrong(written(range), 'is named twice', 'Leave one of them out.')
      : wrong(written(inner), `is inside of ${written(outer)}`, 'Leave out one of the two.');
  }
}

const written = ({ address, prefix }: Range): string => `${address}/${prefix}`;

const wrong = (text: string, problem: string, hint: string): UserError =>
  new UserError(`${text === '' ? 'an empty address' : visible(text)} ${problem}`, { hint });
