/** Key IDs made since 2019 hold their account; the bit above it is always set, so the fifth character is Q-Z or 2-7. */
const currentFormat = /^[A-Z]{4}[Q-Z2-7]/;
const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const largestAccount = 999_999_999_999n;

/**
 * The 12-digit AWS account that a key ID belongs to, or undefined for IDs of the older format.
 *
 * The last 16 characters are 80 bits in base32; the account is the 40 bits below the first one.
 * Source: A. Steele, "AWS access key ID formats" (2020), checked against six published pairs (the tests have them).
 */
export function accountOf(keyId: string): string | undefined {
  if (!currentFormat.test(keyId)) return undefined;

  let bits = 0n;
  for (const char of keyId.slice(4, 20)) {
    const value = base32.indexOf(char);
    if (value < 0) return undefined;
    bits = bits * 32n + BigInt(value);
  }
  const account = (bits >> 39n) & 0xff_ffff_ffffn;
  return account <= largestAccount ? account.toString().padStart(12, '0') : undefined;
}
