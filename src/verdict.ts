import type { Report } from './model/report.ts';
import { atLeast } from './model/severity.ts';

/** 0 nothing to stop, 1 findings at or above the threshold, 2 not complete. With both: 1. */
export function exitCodeOf({ findings, failOn, complete }: Report): 0 | 1 | 2 {
  if (findings.some(({ severity }) => atLeast(severity, failOn))) return 1;
  return complete ? 0 : 2;
}
