import type { Finding } from '../model/finding.ts';
import type { Rule } from '../model/rule.ts';
import { atLeast, type Severity } from '../model/severity.ts';
import { helpLines, type Told } from './rule-help.ts';
import { sarifMessage } from './sarif-text.ts';

/** GitHub takes this many characters for a full description. */
const longestDescription = 1024;

export const levels: Readonly<Record<Severity, string>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
};

/** In the middle of what GitHub calls critical, high, medium and low. */
const scores: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '2.0',
};

/** The rules that keyhalt brings and those that found something, each with what to do about it. */
export function sarifRules(rules: readonly Rule[], findings: readonly Finding[]) {
  const all = new Map<string, Told>(rules.map((rule) => [rule.id, rule]));
  for (const { ruleId, description, severity } of findings) {
    const { severity: known = severity, ...rest } = all.get(ruleId) ?? { id: ruleId, description };
    // GitHub knows one severity for a rule: it is never lower than that of a finding.
    all.set(ruleId, { ...rest, severity: atLeast(known, severity) ? known : severity });
  }
  return [...all.values()].map(ruleValue);
}

function ruleValue(rule: Told) {
  const { id, description, severity } = rule;
  const help = helpLines(rule);
  return {
    id,
    name: pascalCase(id).slice(0, 255),
    shortDescription: { text: description.slice(0, longestDescription) },
    fullDescription: {
      text: `${description} in what git keeps or is about to keep`.slice(0, longestDescription),
    },
    help: {
      text: sarifMessage([description, ...help].join('\n\n')),
      markdown: help.map((line) => `- ${line.replaceAll(/[\\`*_[\]<>|#]/g, '\\$&')}`).join('\n'),
    },
    defaultConfiguration: { level: levels[severity] },
    properties: {
      precision: 'high',
      'security-severity': scores[severity],
      tags: ['security', 'external/cwe/cwe-798'],
    },
  };
}

/** `AwsAccessKeyId` */
const pascalCase = (id: string): string =>
  id.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
