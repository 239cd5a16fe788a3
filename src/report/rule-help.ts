import type { Rule } from '../model/rule.ts';

/** What is told of a rule. */
export type Told = Pick<Rule, 'id' | 'description' | 'severity' | 'references'>;

/** What to do about whatever a rule finds, most urgent first. @param command what starts keyhalt */
export const helpLines = ({ id, references = [] }: Told, command = 'keyhalt'): readonly string[] => [
  `Deactivate it where it was issued, before all else: whoever can read the repository may have it. Removing the line undoes nothing. What to do, step by step: ${command} respond, with its kh1: number.`,
  'Take it out of the file and read it from the environment or from a store of secrets. Git keeps old versions until history is rewritten.',
  `A false positive is allowed by the comment "keyhalt:allow REASON" on its line, or by its kh1: number in keyhalt.toml. The rule is called ${id}.`,
  ...(references.length === 0 ? [] : [`What is known of it is told in: ${references.join('; ')}.`]),
];
