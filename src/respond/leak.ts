import { defined } from '../model/defined.ts';
import type { Finding } from '../model/finding.ts';
import type { Holder, Leak } from '../model/leak.ts';
import { isCanary } from './canaries.ts';
import { keyIdOf, kindOf } from './kind.ts';

/** What is known of a leaked credential beside what was found. */
export interface Known {
  /** Which of the user's own it is, in words that are safe to print. */
  readonly ownedAs: readonly string[];
  /** As AWS said, or whoever asked. */
  readonly holder?: Holder | undefined;
  /** Safe to print. */
  readonly arn?: string | undefined;
}

/** A finding as a leak, with what its format tells of it. */
export function leakOf(finding: Finding, { ownedAs, holder, arn }: Known): Leak {
  const keyId = keyIdOf(finding);
  const { account: id } = finding;
  return {
    finding,
    kind: kindOf(finding),
    ...defined({ keyId }),
    ...(id === undefined ? {} : { account: { id, isCanary: isCanary(id) } }),
    ownedAs,
    ...defined({ holder, arn }),
  };
}
