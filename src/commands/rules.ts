import { allRules } from '../built-in.ts';
import type { Repository } from '../git/process.ts';
import { topIfAny } from '../git/work-tree.ts';
import { nearest } from '../model/nearest.ts';
import type { Admission, CheckName, Gates, Rule } from '../model/rule.ts';
import { UserError } from '../model/user-error.ts';
import { visible } from '../model/visible.ts';
import type { Policy } from '../policy/policy.ts';
import { workTreePolicy } from '../whose-policy/load.ts';

export interface RulesOptions {
  readonly repository: Repository;
  readonly now: Date;
  readonly config?: string;
  readonly print: (line: string) => void;
}

/** `keyhalt rules list`: every rule, whether it counts here, and what it is for. Returns 0. */
export async function listRules(options: RulesOptions): Promise<number> {
  const policy = await policyHere(options);
  const width = Math.max(...[...allRules, ...policy.userRules].map(({ id }) => id.length));
  for (const rule of [...allRules, ...policy.userRules]) {
    options.print(
      `${rule.id.padEnd(width)}  ${rule.severity.padEnd(8)}  ${stateOf(rule, policy).padEnd(3)}  ${rule.description}`,
    );
  }
  options.print('');
  options.print(
    'off: put its name into enable under [scan] in keyhalt.toml. keyhalt rules show NAME tells more.',
  );
  return 0;
}

/** `keyhalt rules show NAME`: all that a rule says. Returns 0. */
export async function showRule(id: string, options: RulesOptions): Promise<number> {
  const policy = await policyHere(options);
  const rules = [...allRules, ...policy.userRules];
  const rule = rules.find((one) => one.id === id);
  if (rule === undefined) {
    const meant = nearest(
      id,
      rules.map((one) => one.id),
    );
    throw new UserError('there is no rule of that name', {
      hint: `${meant === undefined ? '' : `Did you mean ${meant}? `}keyhalt rules list names them all.`,
    });
  }
  options.print(`${rule.id}: ${rule.description}, ${rule.severity}, ${stateOf(rule, policy)}`);
  const isOwn = policy.userRules.includes(rule);
  const facts = factsOf(rule).map(([name, text]) => [name, isOwn ? text : withShortPatterns(text)] as const);
  for (const [name, text] of facts) options.print(`  ${name}: ${text}`);
  if (facts.some(([, text]) => text.includes('…`'))) options.print('docs/rules.md has the patterns whole.');
  return 0;
}

/** Some of ours are thousands of characters long, which nobody reads on a terminal. */
const withShortPatterns = (text: string): string => text.replace(/`([^`]{100})[^`]{20,}`/g, '`$1…`');

/** What each check wants. */
const checkWords: Readonly<Record<CheckName, string>> = {
  'not-hex': 'it is not hexadecimal throughout, as hashes are',
  'mixed-case': 'letters of both cases',
  'not-a-word': 'no words or names put together, and not digits alone',
  'no-repeat': 'no character six times in a row',
  'no-sequence':
    'no eight characters in a row that follow one another, such as 12345678, nor letters each of which stands twice',
  'no-example': 'no EXAMPLE and no SAMPLE in it',
  'no-dummy': 'no FAKE, TEST, DUMMY, PLACEHOLDER or XXXX in it',
  'not-a-placeholder': 'no words such as CHANGE ME, no slide over the keyboard, no short piece over and over',
  'not-a-path':
    'no words with slashes between them, no file name, no part of an address, and of what has a slash half looks random',
  'not-a-digest': 'no sha256-, signature=, digest: or the like in front of it',
  'not-named-otherwise': 'no hash:, requestId: or the like in front of it',
  'not-code':
    'no name of a field or a call: nothing such as config. in front of letters and digits, and no () behind',
  'not-in-a-signature': 'it is not part of a signed request, where it names who signed',
  'signed-by-a-real-key': 'the request names a key ID of the right form that is no example',
  'digit-or-current-format': 'a digit, or an account in it, or AKIAI… and AKIAJ…, which no word begins with',
  'not-words':
    'a digit, AKIA…, which no word begins with, or letters that follow each other in another way than in words',
  'known-format': 'an account in it, as since 2019, or I or J as fifth character, as before',
  'ecr-token': 'its base64 holds the fields of an ECR token',
  'names-its-account': 'its base64 names a user and an account',
  'not-encoded-text': 'it is not the base64 of printable ASCII',
  'not-of-another':
    'where it stands belongs to nothing else, such as a table jwt or a call session({, or speaks of AWS, too',
  'not-of-another-cloud':
    'neither its name nor what it stands in says that it belongs to another cloud, such as MINIO_ or provider = Wasabi, or an address of AWS stands there, too',
  'no-other-format': 'it is no UUID, and has not the form of a key of Google reCAPTCHA, 6L…AAAAA…',
  'not-elided':
    'where something is left out, with ... in its place, the rest begins as a key does, and is most of one that says how long it is',
  'key-material': 'stretches of base64 of 60 characters and more together, as random as a key',
};

/** `keyhalt rules list --markdown`: the rules as docs/rules.md has them. Returns 0. */
export function printMarkdown(print: (line: string) => void): number {
  print('# The rules');
  print('');
  print('Made from `rules/aws.toml` by `npm run docs`. Low findings are reported and stop nothing, unless');
  print('`fail-on = "low"`. Rules that are off wait to be named in `enable` under `[scan]`.');
  print('');
  print('The checks, by name:');
  print('');
  for (const [name, words] of Object.entries(checkWords)) print(`- ${code(name)}: ${words}`);
  for (const rule of allRules) {
    print('');
    print(`## ${rule.id}`);
    print('');
    print(`${rule.description}. Severity ${rule.severity}${rule.optIn ? ', off by default' : ''}.`);
    print('');
    for (const [name, text] of factsOf(rule)) print(`- ${name}: ${text}`);
  }
  return 0;
}

function stateOf(rule: Rule, { builtIn, userRules }: Policy): string {
  const counts = builtIn === undefined ? !rule.optIn : builtIn.includes(rule);
  return counts || userRules.includes(rule) ? 'on' : 'off';
}

/** What a rule says, from what it looks for to what it asks of that. */
function factsOf(rule: Rule): (readonly [string, string])[] {
  const { regex, run, bounds, keywords = [], pairsWith, path, references = [], admit = [] } = rule;
  return [
    ...(regex === undefined ? [] : [['looks like', code(regex)] as const]),
    ...(run === undefined
      ? []
      : [['looks like', `an unbroken run of ${run.length} ${run.alphabet} characters`] as const]),
    ...(bounds === undefined
      ? []
      : [['not touched by', `${code(bounds.before)} in front, ${code(bounds.after)} behind`] as const]),
    ...(keywords.length === 0 ? [] : [['tried around', keywords.map(code).join(', ')] as const]),
    ...gateFacts(rule),
    ...admit.map((admission) => ['believed when', admissionText(admission)] as const),
    ...(pairsWith === undefined ? [] : [['one finding with', pairsWith] as const]),
    ...(path === undefined ? [] : [['in files like', code(path)] as const]),
    ...(references.length === 0 ? [] : [['facts from', references.join('; ')] as const]),
  ];
}

/** A pattern may hold what a terminal would obey. */
const code = (text: string): string => `\`${visible(text)}\``;

function gateFacts({
  entropy,
  bodyEntropy,
  classChanges,
  checks = [],
}: Gates): (readonly [string, string])[] {
  return [
    ...(entropy === undefined ? [] : [['entropy', `at least ${entropy} bits per character`] as const]),
    ...(bodyEntropy === undefined
      ? []
      : [
          ['entropy', `at least ${bodyEntropy.min} behind the first ${bodyEntropy.skip} characters`] as const,
        ]),
    ...(classChanges === undefined
      ? []
      : [['changes of character class', `at least ${classChanges}`] as const]),
    ...(checks.length === 0 ? [] : [['checks', checks.join(', ')] as const]),
  ];
}

function admissionText(admission: Admission): string {
  const { label, note, context, contextLines = 5, near, path, severity } = admission;
  const parts = [
    ...(label === undefined ? [] : [`a name before it matches ${code(label)}`]),
    ...(note === undefined ? [] : [`a comment beside it matches ${code(note)}`]),
    ...(context === undefined ? [] : [`within ${contextLines} lines something matches ${code(context)}`]),
    ...(near === undefined ? [] : [`a finding of ${near} stands within five lines`]),
    ...(path === undefined ? [] : [`it stands in a file whose path matches ${code(path)}`]),
    ...gateFacts(admission).map(([name, text]) => `${name} ${text}`),
  ];
  const words = parts.length === 0 ? 'its format says so' : parts.join(', and ');
  return severity === undefined ? words : `${words} (then ${severity})`;
}

/** The policy of the work tree, or of the folder where there is none; the default one where nothing is written. */
export function policyHere({ repository, now, config }: RulesOptions): Promise<Policy> {
  return workTreePolicy(repository, topIfAny(repository) ?? repository.cwd, {
    rules: allRules,
    now,
    ...(config === undefined ? {} : { config }),
  });
}
