import type { Keyword } from '../kernel/keywords.ts';
import { type Pattern, type PatternReader, readTrusted } from '../model/pattern.ts';
import type { Admission, Gates, Rule } from '../model/rule.ts';
import type { Severity } from '../model/severity.ts';

/** A rule ready to run. Patterns work on Latin-1 text, so that a character is a byte. */
export interface CompiledRule {
  readonly rule: Rule;
  /** Undefined where the anchor is the secret: an unbroken run. */
  readonly pattern?: Pattern;
  readonly keywords: readonly Keyword[];
  /** Without an anchor the pattern is tried everywhere. */
  readonly isEverywhere: boolean;
  readonly admissions: readonly CompiledAdmission[];
  /** In which files alone it counts. */
  readonly path?: Pattern;
  /** Whose key it finds, of a rule for one of the user's own. */
  readonly owner?: string;
}

export interface CompiledAdmission {
  readonly label?: Pattern;
  readonly context?: Pattern;
  readonly contextLines?: number;
  readonly near?: string;
  readonly severity?: Severity;
  readonly gates: Gates;
}

/**
 * What may be glued to the front of a secret: the end of an escape (`\\n` in a JSON string, `%3D`), or of a colour in
 * a pasted log.
 */
const glue = String.raw`(?<=\\[nrtfvb0]|\\x[0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|%[0-9a-fA-F]{2}|[\[;][0-9]{0,3}m)`;

/** @param read reads the patterns of the rules; those of users are read by another reader than ours */
export function compileRule(rule: Rule, read: PatternReader = readTrusted): CompiledRule {
  const { regex, keywords = [], run, admit = [] } = rule;
  return {
    rule,
    ...(regex === undefined
      ? {}
      : { pattern: read(boundedPattern(rule, regex), rule.bounds === undefined ? rule.secretGroup : 1) }),
    // A user's keywords count in either case, as in the rule files of others; ours are exact.
    keywords: keywords.map((text) => ({ text, ignoreCase: read !== readTrusted })),
    ...(rule.path === undefined ? {} : { path: read(rule.path) }),
    isEverywhere: keywords.length === 0 && run === undefined,
    admissions: admit.map((admission) => compileAdmission(admission, read)),
  };
}

function boundedPattern({ bounds, packed }: Rule, regex: string): string {
  if (bounds === undefined) return regex;
  const behind = packed === undefined ? '' : `|(?<=[${packed.before}].{${packed.length}})`;
  return `(?:(?<![${bounds.before}])|${glue})(${regex})(?:(?![${bounds.after}])${behind})`;
}

function compileAdmission(admission: Admission, read: PatternReader): CompiledAdmission {
  const { label, context, contextLines, near, severity, ...gates } = admission;
  return {
    gates,
    ...(label === undefined ? {} : { label: read(label) }),
    ...(context === undefined ? {} : { context: read(context) }),
    ...(contextLines === undefined ? {} : { contextLines }),
    ...(near === undefined ? {} : { near }),
    ...(severity === undefined ? {} : { severity }),
  };
}
