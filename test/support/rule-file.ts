import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rulesOf } from '../../build.mjs';

/** `rules/aws.toml` as it is written. */
export const ruleFile = readFileSync(join(import.meta.dirname, '..', '..', 'rules', 'aws.toml'), 'utf8');

/** The built-in rules with their examples. */
export const rulesWithExamples = rulesOf(ruleFile).rules;
