import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { topIfAny } from '../git/work-tree.ts';
import type { Rule } from '../model/rule.ts';
import { UserError } from '../model/user-error.ts';
import type { RuleExamples } from '../policy/configuration.ts';
import { Scanner } from '../scan/scanner.ts';
import { configurationFile } from '../whose-policy/load.ts';
import { policyHere, type RulesOptions } from './rules.ts';

/**
 * `keyhalt rules check`: reads the configuration of the work tree as a scan would, tries each rule of it on its own
 * examples, and says what a rule costs that has no anchor. Returns 0 when all is well, else 2.
 */
export async function checkRules(options: RulesOptions): Promise<number> {
  const { print } = options;
  const policy = await policyHere(options);
  const examples = await examplesHere(options);
  let code = 0;
  for (const rule of policy.userRules) {
    const scanner = new Scanner([], {
      userRules: [rule],
      ...(policy.readPattern === undefined ? {} : { readPattern: policy.readPattern }),
    });
    const problems = [...failures(scanner, rule, examples.get(rule.id))];
    for (const problem of problems) print(`${rule.id}: ${problem}`);
    for (const remark of await remarks(scanner, rule, examples.get(rule.id))) print(`${rule.id}: ${remark}`);
    if (problems.length > 0) code = 2;
    else print(`${rule.id}: ok`);
  }
  print(
    policy.userRules.length === 0
      ? `${configurationFile} has no rules of its own; what else it says is understood.`
      : `${policy.userRules.length} of your rules checked.`,
  );
  return code;
}

/** Examples that a rule does not keep. */
function* failures(scanner: Scanner, { id }: Rule, examples: RuleExamples | undefined): Generator<string> {
  const finds = (text: string) =>
    scanner.scan(Buffer.from(text)).detections.some(({ ruleId }) => ruleId === id);
  for (const [index, text] of (examples?.leak ?? []).entries())
    if (!finds(text)) yield `DOES NOT FIND its leak ${index + 1}`;
  for (const [index, text] of (examples?.clean ?? []).entries())
    if (finds(text)) yield `FINDS SOMETHING in its clean example ${index + 1}`;
}

/** What is no mistake, but worth to know. */
async function remarks(scanner: Scanner, rule: Rule, examples: RuleExamples | undefined): Promise<string[]> {
  const found: string[] = [];
  if ((examples?.leak ?? []).length === 0)
    found.push('has no leak among its examples, so nothing shows that it works');
  if (rule.regex === undefined) return found;
  const { explainPattern } = await import('../patterns/pattern.ts');
  const facts = explainPattern(rule.regex);
  if (rule.keywords === undefined && rule.run === undefined) {
    const cost = millisecondsPerMegabyte(scanner).toFixed(0);
    const hint = facts.literal === undefined ? '' : `; keywords = ["${facts.literal}"] would spare that`;
    found.push(`has no keywords, so it is tried on all text: ${cost} ms for a megabyte here${hint}`);
  }
  if (facts.guarded) found.push(`is watched while it runs: ${facts.why ?? 'it could backtrack for long'}`);
  return found;
}

const sampleLine =
  'const settings = await readSettings("config/production.json"); // of the 3rd of May, for all 12 hosts\n';

/** On ordinary text, the median of three. */
function millisecondsPerMegabyte(scanner: Scanner): number {
  const sample = Buffer.from(sampleLine.repeat(Math.ceil(2 ** 20 / sampleLine.length)));
  const times = [1, 2, 3].map(() => {
    const started = performance.now();
    scanner.scan(sample);
    return performance.now() - started;
  });
  return times.sort((a, b) => a - b)[1]!;
}

async function examplesHere({
  repository,
  config,
}: RulesOptions): Promise<ReadonlyMap<string, RuleExamples>> {
  const top = topIfAny(repository) ?? repository.cwd;
  const file = config === undefined ? join(top, configurationFile) : resolve(repository.cwd, config);
  if (!existsSync(file)) {
    throw new UserError(
      `there is no ${config === undefined ? configurationFile : 'such configuration file'}`,
      {
        hint: 'Write your rules into keyhalt.toml at the top of the repository; docs/configuration.md tells how.',
      },
    );
  }
  const { ruleExamples } = await import('../policy/configuration.ts');
  return ruleExamples(readFileSync(file, 'utf8'), configurationFile);
}
