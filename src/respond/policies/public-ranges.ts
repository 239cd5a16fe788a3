import ipaddr from 'ipaddr.js';

export interface Range {
  readonly address: ipaddr.IPv4 | ipaddr.IPv6;
  /** How many bits of the address are fixed. */
  readonly prefix: number;
}

/** Why an address that is not public cannot be named in `aws:SourceIp`. */
export const neverSeen = 'AWS compares the public address that a request comes from.';

export const insideOf = (inner: Range, outer: Range): boolean =>
  inner.address.kind() === outer.address.kind() &&
  inner.prefix >= outer.prefix &&
  inner.address.match([outer.address, outer.prefix]);

/** What a range is, if no request of the internet can come from it. Addresses for documentation pass. */
export function notPublic(range: Range): string | undefined {
  const named = natures.find(([outer]) => insideOf(range, outer));
  if (named !== undefined) return named[1];
  return range.address.kind() === 'ipv4' || insideOf(range, global) ? undefined : 'no public address';
}

const rangeOf = (text: string): Range => {
  const [address, prefix] = ipaddr.parseCIDR(text);
  return { address, prefix };
};

/** All IPv6 addresses of the internet: IANA, IPv6 address space. */
const global = rangeOf('2000::/3');

/** IANA, special-purpose address registries of IPv4 and IPv6. */
const natures = (
  [
    ['10.0.0.0/8', 'a private address'],
    ['172.16.0.0/12', 'a private address'],
    ['192.168.0.0/16', 'a private address'],
    ['100.64.0.0/10', 'an address that providers share between customers'],
    ['127.0.0.0/8', 'an address of the own machine'],
    ['169.254.0.0/16', 'an address of one link'],
    ['0.0.0.0/8', 'no address of a machine'],
    ['224.0.0.0/4', 'a multicast address'],
    ['240.0.0.0/4', 'a reserved address'],
    ['fc00::/7', 'a private address'],
    ['fe80::/10', 'an address of one link'],
    ['::1/128', 'an address of the own machine'],
    ['ff00::/8', 'a multicast address'],
  ] as const
).map(([text, nature]) => [rangeOf(text), nature] as const);
