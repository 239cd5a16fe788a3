import { compilePattern } from '../model/pattern.ts';
import type { Admission, Gates, Rule } from '../model/rule.ts';

/** A rule ready to run. Patterns work on Latin-1 text, so that a character is a byte. */
export interface CompiledRule {
  readonly rule: Rule;
  /** Global and with indices: the scanner asks where the secret's group starts. */
  readonly regex: RegExp;
  readonly group: number;
  readonly keywords: readonly Buffer[];
  readonly admissions: readonly CompiledAdmission[];
}

export interface CompiledAdmission {
  readonly label?: RegExp;
  readonly context?: RegExp;
  readonly near?: string;
  readonly gates: Gates;
}

export function compileRules(rules: readonly Rule[]): readonly CompiledRule[] {
  if (rules.length === 0) throw new Error('no rules to scan with');
  return rules.map((rule) => ({
    rule,
    regex: compilePattern(rule.regex, 'dg'),
    group: rule.secretGroup ?? 1,
    keywords: (rule.keywords ?? []).map((keyword) => Buffer.from(keyword, 'latin1')),
    admissions: (rule.admit ?? []).map(compileAdmission),
  }));
}

function compileAdmission(admission: Admission): CompiledAdmission {
  const { label, context, near, ...gates } = admission;
  return {
    gates,
    ...(label === undefined ? {} : { label: compilePattern(label) }),
    ...(context === undefined ? {} : { context: compilePattern(context) }),
    ...(near === undefined ? {} : { near }),
  };
}
