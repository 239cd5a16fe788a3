import type { Finding, PairedKey } from './finding.ts';

/** The key IDs that belong to a secret, the one that it was found together with first. */
export const keysOf = ({ pairedWith, alsoPairedWith = [] }: Finding): readonly PairedKey[] =>
  [pairedWith ?? [], alsoPairedWith].flat();

/** Of a secret, and of the key IDs that belong to it. */
export const fingerprintsOf = (finding: Finding): readonly string[] => [
  finding.fingerprint,
  ...keysOf(finding).map((key) => key.fingerprint),
];
