import type { Finding, PairedKey } from './finding.ts';

/** A whole fingerprint. */
export const fingerprintPattern = /^kh1:[0-9a-f]{32}$/;

/** The key IDs of a finding, or as much of them as is known. */
interface WithKeys<Key> {
  readonly pairedWith?: Key | undefined;
  readonly alsoPairedWith?: readonly Key[] | undefined;
}

/** The key IDs that belong to a secret, the one that it was found together with first. */
export const keysOf = <Key extends object = PairedKey>({
  pairedWith,
  alsoPairedWith = [],
}: WithKeys<Key>): readonly Key[] =>
  pairedWith === undefined ? alsoPairedWith : [pairedWith, ...alsoPairedWith];

/** Of a secret, and of the key IDs that belong to it. */
export const fingerprintsOf = (finding: Finding): readonly string[] => [
  finding.fingerprint,
  ...keysOf(finding).map((key) => key.fingerprint),
];
