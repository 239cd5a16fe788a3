import type { Rule } from '../model/rule.ts';
import type { Comparison } from './comparison.ts';

/** What a format wants to know beside the report. */
export interface Surroundings {
  /** Of keyhalt. */
  readonly version: string;
  /** The built-in rules; those of a configuration are known by what they found. */
  readonly rules: readonly Rule[];
  /** When the report is made. */
  readonly now: Date;
  /** What starts keyhalt, in words for a file that may be read elsewhere; `keyhalt` by default. */
  readonly command?: string | undefined;
  /** With an earlier report, where one was named. */
  readonly comparison?: Comparison | undefined;
}
