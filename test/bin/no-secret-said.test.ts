/**
 * The law over the whole program: whatever is wrong, and wherever a secret stands then, nothing that keyhalt prints or
 * writes holds it. As much is said as can be: all findings, all that was allowed, and what Node tells who debugs it.
 */
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { formatNames } from '../../src/report/formats.ts';
import { type Fakes, fakes } from '../support/fakes.ts';
import { hidden } from '../support/hidden.ts';
import { keyhalt, someOf } from '../support/keyhalt.ts';
import { type Args, aRepo, type GitOptions, type Repo } from '../support/repo.ts';

/** One credential of each kind that is short enough for the name of a file, and holds no slash. */
const kinds = ['awsKeyId', 'awsSecret'] as const;
const seed = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].find((name) => !/[/+]/.test(fakes(name).awsSecret))!;
const set = fakes(seed);

interface Way {
  readonly args: Args;
  readonly options?: GitOptions;
  /** 2 unless it is said. */
  readonly code?: number;
}

const toml = (text: string) => (repo: Repo) => repo.stage({ 'keyhalt.toml': text });
const staged: Args = 'scan --staged --verbose';
const entry = (more: string) => `[[allow]]\nreason = "a demo"\n${more}\n`;
const rule = (more: string) =>
  `[[rules]]\nid = "acme"\ndescription = "ACME"\nseverity = "high"\nkeywords = ["acme_"]\n${more}\n`;
/** A label with which a secret is known for what it is. */
const labelled = (secret: string) => `aws_secret_access_key = "${secret}"`;

/** A git that says this on stderr and fails, whatever it is asked. */
function gitThatSays(repo: Repo, words: string): NodeJS.ProcessEnv {
  mkdirSync(repo.beside('shim'));
  const shim = `#!/bin/sh\ncat >&2 <<'END'\n${words}\nEND\nexit 128\n`;
  writeFileSync(join(repo.beside('shim'), 'git'), shim, { mode: 0o755 });
  return { PATH: `${repo.beside('shim')}:${repo.env.PATH}` };
}

/** In every way a secret stands where keyhalt may come to speak of it. */
const ways: Record<string, (repo: Repo, secret: string) => Way> = {
  'a command': (_, secret) => ({ args: [secret] }),
  'an option': (_, secret) => ({ args: ['scan', `--${secret}`] }),
  'the value of an option without one': (_, secret) => ({ args: ['scan', `--staged=${secret}`] }),
  'a format': (_, secret) => ({ args: ['scan', '.', '--format', secret] }),
  'a severity': (_, secret) => ({ args: ['scan', '.', '--fail-on', secret] }),
  'a number of threads': (_, secret) => ({ args: ['scan', '--history', '--threads', secret] }),
  'an output without a format': (_, secret) => ({ args: ['scan', '.', '--output', secret] }),
  'an output that cannot be written': (_, secret) => ({
    args: ['scan', '.', '--output', `json:/dev/null/${secret}`],
  }),
  'two outputs into one file': (_, secret) => ({
    args: ['scan', '.', '--output', `json:${secret}`, '--output', `csv:${secret}`],
  }),
  'a configuration that is not there': (_, secret) => ({ args: ['scan', '.', '--config', secret] }),
  'no TOML': (repo, secret) => {
    toml(`${labelled(secret)} and more`)(repo);
    return { args: staged };
  },
  'an unknown key': (repo, secret) => {
    toml(`[scan]\n"${secret}" = 1\n`)(repo);
    return { args: staged };
  },
  'a value of the wrong type': (repo, secret) => {
    toml(`[scan]\nfail-on = "${secret}"\n`)(repo);
    return { args: staged };
  },
  'a glob': (repo, secret) => {
    toml(entry(`paths = ["[${secret}"]`))(repo);
    return { args: staged };
  },
  'a pattern of values': (repo, secret) => {
    toml(entry(`values = ['''(${secret}''']`))(repo);
    return { args: staged };
  },
  'a fingerprint': (repo, secret) => {
    toml(entry(`fingerprints = ["${secret}"]`))(repo);
    return { args: staged };
  },
  'the name of an unknown rule': (repo, secret) => {
    toml(entry(`rules = ["${secret}"]`))(repo);
    return { args: staged };
  },
  'a rule that is enabled': (repo, secret) => {
    toml(`enable = ["${secret}"]\n`)(repo);
    return { args: staged };
  },
  'the reason of an entry that allows': (repo, secret) => {
    toml(`[[allow]]\npaths = ["a.env"]\nreason = "for aws_secret_key=${secret}"\n`)(repo);
    repo.stage({ 'a.env': `${labelled(secret)}\n` });
    return { args: staged, code: 1 };
  },
  'the reason of an entry that has expired': (repo, secret) => {
    toml(`[[allow]]\npaths = ["${secret}"]\nreason = "for aws_secret_key=${secret}"\nexpires = 2020-01-01\n`)(
      repo,
    );
    return { args: staged, code: 1 };
  },
  'the pattern of a rule': (repo, secret) => {
    toml(rule(`regex = '''acme_(${secret}'''`))(repo);
    return { args: staged };
  },
  'the name of a rule of one’s own': (repo, secret) => {
    toml(rule(`regex = '''acme_([a-z]+)'''`).replace('"acme"', `"${secret}"`))(repo);
    return { args: staged };
  },
  'an example of a rule that fails': (repo, secret) => {
    toml(rule(`regex = '''acme_([a-z]{9})'''\n[rules.examples]\nleak = ["${secret}"]`))(repo);
    return { args: 'rules check' };
  },
  'a rule to be shown': (_, secret) => ({ args: ['rules', 'show', secret] }),
  'the base of a range': (_, secret) => ({ args: ['scan', '--range', `${secret}..HEAD`] }),
  'the head of a range': (_, secret) => ({ args: ['scan', '--range', `HEAD..${secret}`] }),
  'no range': (_, secret) => ({ args: ['scan', '--range', secret] }),
  'the base that CI is to compare with': (_, secret) => ({ args: ['ci', '--base', secret] }),
  'what CI says of a pull request': (repo, secret) => {
    const event = {
      pull_request: { base: { sha: secret, ref: secret }, head: { sha: secret, ref: secret } },
    };
    writeFileSync(repo.beside('event.json'), JSON.stringify(event));
    const env = {
      ...{ GITHUB_ACTIONS: 'true', GITHUB_EVENT_NAME: 'pull_request', GITHUB_SHA: secret },
      ...{ GITHUB_BASE_REF: secret, GITHUB_EVENT_PATH: repo.beside('event.json') },
    };
    return { args: 'ci', options: { env } };
  },
  'an event of CI that is none': (repo, secret) => {
    writeFileSync(repo.beside('event.json'), `{"pull_request": ${labelled(secret)}`);
    const env = { ...{ GITHUB_ACTIONS: 'true', GITHUB_EVENT_NAME: 'pull_request' } };
    return { args: 'ci', options: { env: { ...env, GITHUB_EVENT_PATH: repo.beside('event.json') } } };
  },
  'the branch that GitLab names': (_, secret) => {
    const env = { GITLAB_CI: 'true', CI_COMMIT_SHA: `${'0'.repeat(39)}1`, CI_COMMIT_BRANCH: secret };
    return { args: 'ci', options: { env } };
  },
  'what the pre-commit framework says of a push': (repo, secret) => {
    const env = { PRE_COMMIT: '1', PRE_COMMIT_FROM_REF: secret, PRE_COMMIT_TO_REF: secret };
    const names = { PRE_COMMIT_REMOTE_NAME: secret, PRE_COMMIT_REMOTE_BRANCH: secret };
    return {
      args: 'hook pre-push',
      options: { env: { ...env, ...names, GIT_DIR: join(repo.root, '.git') } },
    };
  },
  'an earlier report that is not there': (_, secret) => ({
    args: ['scan', '.', '--format', 'html', '--compare', secret],
  }),
  'an earlier report that is none': (repo, secret) => {
    repo.write({ old: `{"schemaVersion": 1, "findings": [${labelled(secret)}` });
    return { args: 'scan . --format html --compare old' };
  },
  'an earlier report in which a secret stands': (repo, secret) => {
    repo.stage({ 'a.env': `${labelled(secret)}\n` });
    const report = keyhalt(repo, 'scan . --format json');
    const told = JSON.parse(report.stdout, (key, value) =>
      ['path', 'excerpt', 'author', 'description'].includes(key) ? labelled(secret) : value,
    );
    repo.write({ old: JSON.stringify(told) });
    repo.stage({ 'a.env': null });
    return { args: 'scan . --format html --compare old', code: 1 };
  },
  'a path that is not there': (_, secret) => ({ args: ['scan', secret] }),
  'a path behind a file': (_, secret) => ({ args: ['scan', `other/${secret}`] }),
  'a message file that is not there': (_, secret) => ({ args: ['scan', '--message', secret] }),
  'the name of standard input': (_, secret) => ({
    args: ['scan', '-', '--verbose', '--stdin-name', `conf/${secret}`],
    options: { input: labelled(secret) },
    code: 1,
  }),
  'a patch that is cut': (_, secret) => ({
    args: 'scan - --patch --verbose',
    options: { input: `--- a/${secret}\n+++ b/${secret}\n@@ -0,0 +1,4 @@\n+${labelled(secret)}\n` },
  }),
  'no patch': (_, secret) => ({ args: 'scan - --patch', options: { input: labelled(secret) } }),
  'a hook': (_, secret) => ({ args: ['hook', secret] }),
  'the argument of a hook': (_, secret) => ({ args: ['hook', 'commit-msg', secret] }),
  'what git hands to pre-push': (_, secret) => ({
    args: ['hook', 'pre-push', 'origin', secret],
    options: { input: `refs/heads/${secret} ${secret} refs/heads/main\n` },
  }),
  'what git hands to pre-receive': (_, secret) => ({
    args: 'hook pre-receive',
    options: { input: `${secret} ${secret} refs/heads/${secret}\n` },
  }),
  'the place to be explained': (_, secret) => ({ args: ['explain', `${secret}:1`] }),
  'the line to be explained': (_, secret) => ({ args: ['explain', `other:${secret}`] }),
  'a line that is explained': (repo, secret) => {
    repo.stage({ 'a.env': `${labelled(secret)}\n` });
    return { args: 'explain a.env:1', code: 1 };
  },
  'a damaged baseline': (repo, secret) => {
    repo.stage({ 'keyhalt.baseline': `${secret}\n` });
    return { args: 'baseline audit' };
  },
  'the note of a baseline': (repo, secret) => {
    repo.stage({ 'a.env': `${labelled(secret)}\n` });
    expect(keyhalt(repo, 'baseline create').code).toBe(0);
    const lines = readFileSync(join(repo.root, 'keyhalt.baseline'), 'utf8');
    repo.stage({ 'keyhalt.baseline': lines.replace(/(?=\n$)/, ` # ${secret}`) });
    return { args: 'baseline audit', code: 0 };
  },
  'a file, its name, its branch, its tag, its author and its message': (repo, secret) => {
    const ref = `of-${secret}`;
    repo
      .branch(ref)
      .git(['config', 'user.name', secret])
      .commit(`${labelled(secret)}\n`, { [`${secret}.env`]: `${labelled(secret)}\n` })
      .git(['tag', '-a', '-m', labelled(secret), ref])
      .stage({ later: `${labelled(secret)}\n` })
      .git(['stash', 'push', '-q', '-m', secret]);
    return { args: 'scan --history --verbose --all-objects', code: 1 };
  },
  'a file that is missing': (repo, secret) => {
    const name = `aws_secret_key=${secret}.env`;
    repo.index({ [name]: 'a file\n' });
    const oid = repo.read(['rev-parse', `:${name}`]);
    repo.run('rm', ['-f', join(repo.root, '.git', 'objects', oid.slice(0, 2), oid.slice(2))]);
    return { args: staged, code: 1 };
  },
  'a damaged index': (repo, secret) => {
    writeFileSync(join(repo.root, '.git', 'index'), `DIRC${secret}`);
    return { args: staged };
  },
  'what git says when it fails': (repo, secret) => ({
    args: staged,
    options: { env: gitThatSays(repo, `fatal: cannot read ${labelled(secret)}`) },
  }),
  'what git says of a folder of someone else': (repo, secret) => ({
    args: staged,
    options: {
      env: gitThatSays(
        repo,
        `fatal: dubious ownership\n\tgit config --global --add safe.directory /home/${secret}`,
      ),
    },
  }),
  'git’s folder': (_, secret) => ({ args: staged, options: { env: { GIT_DIR: secret } } }),
  'a setting of git': (repo, secret) => {
    repo.git(['config', '--add', 'core.bare', 'no']);
    writeFileSync(join(repo.root, '.git', 'config'), `[core]\n${secret}\n${labelled(secret)}[`);
    return { args: staged };
  },
  'where hooks stand': (repo, secret) => {
    repo.git(['config', 'core.hooksPath', join('/dev/null', secret)]);
    return { args: 'install' };
  },
  'a folder of templates': (_, secret) => ({ args: ['install', '--template', `/dev/null/${secret}`] }),
  'a hook that was there before': (repo, secret) => {
    const hooks = join(repo.root, '.git', 'hooks');
    mkdirSync(hooks, { recursive: true });
    writeFileSync(join(hooks, 'pre-commit'), `#!/bin/sh\n${labelled(secret)}\n`, { mode: 0o755 });
    return { args: 'doctor' };
  },
  'the user’s own damaged profiles': (repo, secret) => {
    toml('[scan]\nown-keys = true\n')(repo).stage({ 'a.env': 'a file\n' });
    mkdirSync(repo.beside('home/.aws'));
    writeFileSync(repo.beside('home/.aws/credentials'), `[${secret}\n${labelled(secret)}\0`);
    chmodSync(repo.beside('home/.aws/credentials'), 0o600);
    return { args: staged };
  },
  'a fingerprint to respond to': (_, secret) => ({ args: ['respond', secret] }),
  'a fingerprint that begins like one': (_, secret) => ({ args: ['respond', `kh1:${secret}`] }),
  'a report that is not there': (_, secret) => ({ args: ['respond', '--report', secret] }),
  'a report that is none': (repo, secret) => {
    repo.write({ old: `{"schemaVersion": 1, "findings": [${labelled(secret)}` });
    return { args: 'respond --report old' };
  },
  'a report in which a secret stands': (repo, secret) => {
    repo.stage({ 'a.env': `${labelled(secret)}\n` });
    const report = keyhalt(repo, 'scan . --format json');
    const told = JSON.parse(report.stdout, (key, value) =>
      ['path', 'excerpt', 'author', 'description', 'ruleId', 'masked'].includes(key)
        ? labelled(secret)
        : value,
    );
    repo.write({ old: JSON.stringify(told) });
    return { args: 'respond --report old --format json', code: 0 };
  },
  'what is responded to': (repo, secret) => {
    repo.commit(labelled(secret), { [`${secret}.env`]: `${labelled(secret)}\n` });
    return { args: 'respond', code: 0 };
  },
  'what is to be tried': (repo, secret) => {
    repo.stage({ 'a.env': `${labelled(secret)}\n` });
    return { args: 'respond --verify' };
  },
  'a kind of holder': (_, secret) => ({ args: ['respond', '--holder', secret] }),
  'a policy': (_, secret) => ({ args: ['respond', '--policy', secret] }),
  'an address': (_, secret) => ({ args: ['respond', '--policy', 'source-ip', '--allow-ip', secret] }),
  'a moment': (_, secret) => ({ args: ['respond', '--policy', 'revoke-sessions', '--before', secret] }),
  'a way to contain': (repo, secret) => {
    repo.stage({ 'a.env': `aws_access_key_id = ${set.awsKeyId}\n` });
    return { args: ['respond', '--contain', secret] };
  },
  'a profile': (repo, secret) => {
    repo.stage({ 'a.env': `aws_access_key_id = ${set.awsKeyId}\n` });
    const args = ['respond', '--contain', 'deactivate', '--yes', '--profile', secret, '--user', secret];
    return { args: [...args, '--endpoint-url', 'http://127.0.0.1:9'] };
  },
  'an endpoint': (repo, secret) => {
    repo.stage({ 'a.env': `aws_access_key_id = ${set.awsKeyId}\n` });
    return { args: ['respond', '--contain', 'deactivate', '--endpoint-url', `http://127.0.0.1:9/${secret}`] };
  },
  'a file for an answer': (_, secret) => ({ args: ['respond', '--output', `/dev/null/${secret}`] }),
  'a file for a policy': (_, secret) => ({
    args: ['respond', '--policy', 'mfa', '--output', `/dev/null/${secret}`],
  }),
  'what is to be fixed': (_, secret) => ({ args: ['fix', secret] }),
  'a file that is to be fixed': (repo, secret) => {
    repo.stage({ 'a.py': `x = 1\n${labelled(secret)}\n` });
    return { args: 'fix --dry-run', code: 1 };
  },
  'a summary that cannot be written': (_, secret) => ({
    args: 'scan . --format github',
    options: { env: { GITHUB_STEP_SUMMARY: `/dev/null/${secret}` } },
  }),
};

/** All that was printed, and all files that keyhalt wrote. */
function saidBy(repo: Repo, { args, options = {} }: Way) {
  const env = { ...options.env, NODE_DEBUG: '*', NODE_DEBUG_NATIVE: '*' };
  const { code, stdout, stderr } = keyhalt(repo, args, { ...options, env });
  return { code, said: stdout + stderr };
}

const cases = Object.keys(ways).flatMap((name) => kinds.map((kind): [string, keyof Fakes] => [name, kind]));

describe('a secret is shown neither by what went wrong nor by what was found', () => {
  const run = (name: string, kind: keyof Fakes) => {
    const repo = aRepo().commit('start', { other: 'harmless\n' });
    const way = ways[name]!(repo, set[kind]);

    const { code, said } = saidBy(repo, way);

    expect(hidden(said, [[kind, set[kind]]])).toEqual([]);
    expect(said).not.toBe('');
    expect(code, said).toBe(way.code ?? 2);
  };
  someOf(cases, 9)('%s, %s', run);
});

describe('the same in every format, on standard output and in a file', () => {
  const name = 'a file, its name, its branch, its tag, its author and its message';
  const run = (format: string, kind: keyof Fakes) => {
    const repo = aRepo().commit('start', { other: 'harmless\n' });
    const { args } = ways[name]!(repo, set[kind]);
    mkdirSync(repo.beside('reports'));
    const report = join(repo.beside('reports'), 'report');
    const outputs = ['--format', format, '--output', `${format}:${report}`];

    const { code, said } = saidBy(repo, { args: [...String(args).split(' '), ...outputs] });

    const files = readdirSync(repo.beside('reports')).map((file) =>
      readFileSync(join(report, '..', file), 'utf8'),
    );
    expect(hidden(said + files.join('\n'), [[kind, set[kind]]])).toEqual([]);
    expect(files).toHaveLength(1);
    expect([code, existsSync(report)]).toEqual([1, true]);
  };
  const all = formatNames.flatMap((format) => kinds.map((kind): [string, keyof Fakes] => [format, kind]));
  someOf(all, 7)('%s, %s', run);
});
