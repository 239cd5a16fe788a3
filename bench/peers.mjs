/**
 * The pre-commit hooks of others on the same commits, paired in one run: those of them that are in PATH. A star marks
 * where one stops a commit in which nothing is to be found, or fails; who takes longer than the limit is left out there.
 */
import { inTurn, median, ratio, runOnce, table } from './pairs.mjs';
import { asHook, cleanCases, leakCase, machine, preCommit, roundsFor, within } from './staged.mjs';

const limit = 20_000;
const stagedNames = '$(git diff --cached --name-only --diff-filter=ACM)';
const preset = `'{"rules":[{"id":"@secretlint/secretlint-rule-preset-recommend"}]}'`;

/** Each as a hook is to call it by its own documentation, but nobody asks the network. */
const known = {
  'git-secrets': {
    setUp: 'git secrets --register-aws',
    hook: 'git secrets --pre_commit_hook --',
    version: 'echo tells none',
  },
  gitleaks: {
    hook: 'gitleaks git --pre-commit --redact --staged --verbose',
    version: 'gitleaks version',
  },
  kingfisher: {
    hook: 'kingfisher scan . --staged --quiet --no-update-check --no-validate',
    version: 'kingfisher --version',
  },
  ripsecrets: {
    hook: `ripsecrets --strict-ignore ${stagedNames}`,
    version: 'ripsecrets --version',
  },
  secretlint: {
    hook: `node $(command -v secretlint) --no-glob --secretlintrcJSON ${preset} ${stagedNames}`,
    version: 'secretlint --version',
  },
};
const peers = Object.entries(known).filter(([name]) => runOnce(inShell(`command -v ${name}`)).status === 0);
const names = ['keyhalt', ...peers.map(([name]) => name)];

console.log(machine());
const printTool = table(['tool'.padEnd(11), 'version'.padStart(18), 'pre-commit hook']);
for (const [name, { hook, version }] of Object.entries(known)) {
  if (names.includes(name)) printTool([name, runOnce(inShell(version)).stdout.trim(), hook]);
  else printTool([name, '', 'not in PATH, left out']);
}

console.log('\nMedian ms, and in brackets the median of how many times as long as keyhalt it took.\n');
const print = table(['pre-commit'.padEnd(24), ...names.map((name) => name.padStart(16))]);
for (const one of cleanCases) print([one.name, ...within(one, (folder) => costs(folder, one))]);
print([leakCase.name, ...within(leakCase, verdicts)]);

/** What each does when it is first called, such as translating its rules, is not measured. */
function costs(folder, one) {
  const hooks = hooksIn(folder);
  for (const [name] of peers) {
    hooks[name].expect = endingOf(hooks[name], folder);
    if (hooks[name].expect === null) delete hooks[name];
  }
  const times = inTurn(hooks, { cwd: folder, rounds: roundsFor(one) });
  return names.map((name) => {
    if (!(name in hooks)) return `over ${limit / 1000} s`;
    const star = hooks[name].expect ? '* ' : '';
    const relative = name === 'keyhalt' ? '' : ` (${ratio(times[name], times.keyhalt).toFixed(1)} x)`;
    return `${star}${median(times[name]).toFixed(0)}${relative}`;
  });
}

function verdicts(folder) {
  return Object.values(hooksIn(folder)).map((hook) => (endingOf(hook, folder) === 0 ? 'passes' : 'stops'));
}

function hooksIn(folder) {
  const hooks = { keyhalt: asHook(preCommit) };
  for (const [name, { setUp = ':', hook }] of peers) {
    runOnce(inShell(setUp), { cwd: folder });
    hooks[name] = asHook(inShell(`exec ${hook}`));
  }
  return hooks;
}

/** Its exit code, or null when it was ended because it took too long. */
function endingOf({ argv, env }, cwd) {
  return runOnce(argv, { cwd, env, timeout: limit }).status;
}

function inShell(command) {
  return ['sh', '-c', command];
}
