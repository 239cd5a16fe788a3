import { atLeast, type Severity } from './model/severity.ts';

/** What of a report decides. */
export interface Decisive {
  readonly findings: readonly { readonly severity: Severity }[];
  readonly failOn: Severity;
  readonly complete: boolean;
}

/** 0 nothing to stop, 1 findings at or above the threshold, 2 not complete. With both: 1. */
export function exitCodeOf({ findings, failOn, complete }: Decisive): 0 | 1 | 2 {
  if (findings.some(({ severity }) => atLeast(severity, failOn))) return 1;
  return complete ? 0 : 2;
}
