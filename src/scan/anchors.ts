import type { CompiledRule } from './compile.ts';
import { findRuns } from './runs.ts';

/**
 * The anchors of a rule in [from, to), ascending: the places where its pattern is tried.
 *
 * Keywords are searched one by one, which is the fastest that Node can do.
 */
export function anchorsOf(
  { keywords, rule }: CompiledRule,
  bytes: Buffer,
  from: number,
  to: number,
): number[] {
  const anchors: number[] = [];
  for (const keyword of keywords) {
    for (let at = bytes.indexOf(keyword, from); at !== -1 && at < to; at = bytes.indexOf(keyword, at + 1)) {
      anchors.push(at);
    }
  }
  if (rule.run !== undefined) findRuns(bytes, from, to, rule.run.length, (at) => anchors.push(at));
  return anchors.sort((a, b) => a - b);
}
