import type { CompiledRule } from './compile.ts';
import { findRuns } from './runs.ts';

/**
 * Calls `visit` for every anchor of every rule that starts in [from, to): the places where a pattern is tried.
 *
 * Keywords are searched one by one, which is the fastest that Node can do; a run once for all rules that want it.
 */
export function findAnchors(
  rules: readonly CompiledRule[],
  bytes: Buffer,
  from: number,
  to: number,
  visit: (compiled: CompiledRule, at: number) => void,
): void {
  for (const compiled of rules) {
    for (const keyword of compiled.keywords) {
      for (let at = bytes.indexOf(keyword, from); at !== -1 && at < to; at = bytes.indexOf(keyword, at + 1)) {
        visit(compiled, at);
      }
    }
    const { run } = compiled.rule;
    if (run !== undefined) findRuns(bytes, from, to, run.length, (at) => visit(compiled, at));
  }
}
