import { scannerOf } from '../commit.ts';
import type { Rule } from '../model/rule.ts';
import { UserError } from '../model/user-error.ts';
import { visible } from '../model/visible.ts';
import type { RuleExamples } from '../policy/configuration.ts';
import type { Policy } from '../policy/policy.ts';
import { Scanner } from '../scan/scanner.ts';
import { configurationFile } from '../whose-policy/load.ts';
import { policyHere, type RulesOptions } from './rules.ts';

/**
 * `keyhalt rules check`: reads the configuration of the work tree as a scan would, tries each rule of it on its own
 * examples, among all the rules that count, and says what a rule costs that has no anchor. Returns 0 when all is well, else 2.
 */
export async function checkRules(options: RulesOptions): Promise<number> {
  const { print } = options;
  const policy = await policyHere(options);
  const { userRules, written } = policy;
  if (written === undefined) {
    throw new UserError(`there is no ${configurationFile}`, {
      hint: 'Write your rules into keyhalt.toml at the top of the repository; docs/configuration.md tells how.',
    });
  }
  if (userRules.length === 0) {
    print(`${visible(written.file)} has no rules of its own; what else it says is understood.`);
    return 0;
  }
  const { ruleExamples } = await import('../policy/configuration.ts');
  const examples = ruleExamples(written.text, written.file);
  const scanner = scannerOf(policy, []);
  let code = 0;
  for (const rule of userRules) {
    const problems = [...failures(scanner, rule, examples.get(rule.id))];
    for (const problem of problems) print(`${rule.id}: ${problem}`);
    for (const remark of await remarks(rule, policy, examples.get(rule.id))) print(`${rule.id}: ${remark}`);
    if (problems.length > 0) code = 2;
    else print(`${rule.id}: ok`);
  }
  print(`${userRules.length} of your rules checked.`);
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
async function remarks(rule: Rule, policy: Policy, examples: RuleExamples | undefined): Promise<string[]> {
  const found: string[] = [];
  if ((examples?.leak ?? []).length === 0)
    found.push('has no leak among its examples, so nothing shows that it works');
  if (rule.regex === undefined) return found;
  const { explainPattern } = await import('../patterns/pattern.ts');
  const facts = explainPattern(rule.regex);
  if (rule.keywords === undefined && rule.run === undefined) {
    const cost = millisecondsPerMegabyte(rule, policy).toFixed(0);
    const hint = facts.literal === undefined ? '' : `; keywords = ["${facts.literal}"] would spare that`;
    found.push(`has no keywords, so it is tried on all text: ${cost} ms for a megabyte here${hint}`);
  }
  if (facts.guarded) found.push(`is watched while it runs: ${facts.why ?? 'it could backtrack for long'}`);
  return found;
}

const sampleLine =
  'const settings = await readSettings("config/production.json"); // of the 3rd of May, for all 12 hosts\n';

/** What a rule alone takes on ordinary text, the median of three. */
function millisecondsPerMegabyte(rule: Rule, { readPattern }: Policy): number {
  const scanner = new Scanner([], { userRules: [rule], ...(readPattern && { readPattern }) });
  const sample = Buffer.from(sampleLine.repeat(Math.ceil(2 ** 20 / sampleLine.length)));
  const times = [1, 2, 3].map(() => {
    const started = performance.now();
    scanner.scan(sample);
    return performance.now() - started;
  });
  return times.sort((a, b) => a - b)[1]!;
}
