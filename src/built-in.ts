import builtIn from '../rules/aws.toml';
import type { Rule } from './model/rule.ts';

/** Tells two versions of the built-in rules apart. */
export const ruleSetHash: string = builtIn.hash;

/** All rules that keyhalt brings, and those that count without being enabled. */
export const allRules: readonly Rule[] = builtIn.rules;
export const rules: readonly Rule[] = allRules.filter(({ optIn }) => !optIn);
