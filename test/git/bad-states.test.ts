/** Every state in which nothing can be told has its sentence, its way out and exit code 2, whoever asks. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fakes } from '../support/fakes.ts';
import { isGit2, mindsOwners } from '../support/git-version.ts';
import { costly, keyhalt, keyhaltHook, leftToCi } from '../support/keyhalt.ts';
import { aRepo, type GitOptions, type Repo, type Run } from '../support/repo.ts';

const { awsKeyId } = fakes('bad states');
const content = `KEY=${awsKeyId}\n`;
const zeros = '0'.repeat(40);

type Command = 'scan --staged' | 'scan --range HEAD~1..HEAD' | 'hook pre-commit' | 'hook pre-push';
const commands: Record<Command, (repo: Repo, head: string, where: GitOptions) => Run> = {
  'scan --staged': (repo, _, where) => keyhalt(repo, 'scan --staged', where),
  'scan --range HEAD~1..HEAD': (repo, _, where) => keyhalt(repo, 'scan --range HEAD~1..HEAD', where),
  'hook pre-commit': (repo, _, where) => keyhaltHook(repo, 'pre-commit', where),
  'hook pre-push': (repo, head, where) =>
    keyhaltHook(repo, 'pre-push origin ../remote', {
      ...where,
      input: head === '' ? '' : `refs/heads/main ${head} refs/heads/main ${zeros}\n`,
    }),
};

/** What is said: 0 and 1 are answers, and what they rest on was all there. 2 has a message and a hint. */
type Answer = 0 | 1 | readonly [message: string | RegExp, hint: string];

interface State {
  /** Without one there are two commits, the second of which brings a key, and another file with it is staged. */
  readonly start?: (repo: Repo) => Repo;
  /** Where it is asked then. */
  readonly spoil?: (repo: Repo) => GitOptions;
  /** The first git 2 that minds it. */
  readonly since?: number;
  readonly says: Readonly<Record<Command, Answer>>;
}

const allSay = (message: string | RegExp, hint: string): State['says'] => ({
  'scan --staged': [message, hint],
  'scan --range HEAD~1..HEAD': [message, hint],
  'hook pre-commit': [message, hint],
  'hook pre-push': [message, hint],
});

const fsck = 'git fsck names it, and git fetch or another clone brings it back';
const brokenObject = ['is missing or damaged', 'git fsck names what is broken'] as const;
const noIndex = ['this is a bare repository, which has no index', 'in a work tree of it'] as const;
/** Newer gits say no more than that they have it not, and older ones that they may not fetch it. */
const promised = [
  /could not fetch|missing|transport 'file' not allowed/,
  'git fetch --refetch --no-filter',
] as const;

const states: Record<string, State> = {
  'no commit yet': {
    start: (repo) => repo.stage({ 'c.env': content }),
    says: {
      'scan --staged': 1,
      'scan --range HEAD~1..HEAD': ['HEAD~1 names no commit', 'make the first commit'],
      'hook pre-commit': 1,
      'hook pre-push': 0,
    },
  },
  'an empty repository': {
    start: (repo) => repo,
    says: {
      'scan --staged': 0,
      'scan --range HEAD~1..HEAD': ['HEAD~1 names no commit', 'make the first commit'],
      'hook pre-commit': 0,
      'hook pre-push': 0,
    },
  },
  'a bare repository': {
    spoil: (repo) => {
      repo.git('clone -q --bare . ../bare');
      return { cwd: '../bare' };
    },
    says: {
      'scan --staged': noIndex,
      'scan --range HEAD~1..HEAD': 1,
      'hook pre-commit': noIndex,
      'hook pre-push': 1,
    },
  },
  'a bare repository that git is told not to come upon': {
    spoil: (repo) => {
      repo.git('clone -q --bare . ../bare').git('config --global safe.bareRepository explicit');
      return { cwd: '../bare' };
    },
    since: 38,
    says: allSay('cannot use bare repository', 'Name the repository'),
  },
  'a bare repository that is named': {
    spoil: (repo) => {
      repo.git('clone -q --bare . ../bare').git('config --global safe.bareRepository explicit');
      return { cwd: '../bare', env: { GIT_DIR: '.' } };
    },
    says: {
      'scan --staged': noIndex,
      'scan --range HEAD~1..HEAD': 1,
      // Of an index that is not there nothing goes into a commit.
      'hook pre-commit': 0,
      'hook pre-push': 1,
    },
  },
  'a head whose commit is gone': {
    spoil: (repo) => {
      const commit = repo.read('rev-parse HEAD');
      repo.write({ [`.git/objects/${commit.slice(0, 2)}/${commit.slice(2)}`]: null });
      return {};
    },
    says: {
      'scan --staged': [/^keyhalt: HEAD names [0-9a-f]{40}, which is missing or damaged/, brokenObject[1]],
      'scan --range HEAD~1..HEAD': brokenObject,
      'hook pre-commit': brokenObject,
      'hook pre-push': ['git rev-list failed', fsck],
    },
  },
  'a pack whose head is damaged': {
    spoil: (repo) => inPack(repo, '.pack', (file) => writeFileSync(file, 'x'.repeat(40), { flag: 'r+' })),
    says: {
      'scan --staged': brokenObject,
      'scan --range HEAD~1..HEAD': ['git rev-parse failed', fsck],
      'hook pre-commit': brokenObject,
      'hook pre-push': ['git rev-list failed', fsck],
    },
  },
  'a pack in which a commit is damaged': {
    spoil: (repo) =>
      inPack(repo, '.pack', (file) => {
        const pack = openSync(file, 'r+');
        writeSync(pack, 'x'.repeat(40), 40);
        closeSync(pack);
      }),
    // Newer gits say quietly that it is none.
    says: allSay(/inflate|is missing or damaged/, 'git fsck names'),
  },
  'a pack that is cut short': {
    spoil: (repo) => inPack(repo, '.pack', (file) => truncateSync(file, 30)),
    says: {
      'scan --staged': brokenObject,
      'scan --range HEAD~1..HEAD': ['does not match index', fsck],
      'hook pre-commit': brokenObject,
      'hook pre-push': ['does not match index', fsck],
    },
  },
  'the index of a pack that is cut short': {
    spoil: (repo) => inPack(repo, '.idx', (file) => truncateSync(file, 30)),
    says: {
      'scan --staged': brokenObject,
      'scan --range HEAD~1..HEAD': ['is too small', fsck],
      'hook pre-commit': brokenObject,
      'hook pre-push': ['is too small', fsck],
    },
  },
  'a file whose object is cut short': {
    spoil: (repo) => cut(repo, ['HEAD:b.env', ':c.env'], 9),
    says: allSay(...brokenObject),
  },
  'a commit whose object is cut short': {
    spoil: (repo) => cut(repo, ['HEAD'], 20),
    says: allSay('git', fsck),
  },
  'a folder whose object is cut short': {
    spoil: (repo) => cut(repo, ['HEAD^{tree}'], 20),
    says: allSay('corrupt loose object', fsck),
  },
  'files that only a promisor has, and its remote is gone': {
    spoil: (repo) => {
      repo.git('config uploadpack.allowFilter true').commit('more');
      repo.git(['clone', '-q', '--no-checkout', '--filter=blob:none', `file://${repo.root}`, '../part']);
      const part = repo.at('part').git('reset -q --soft HEAD~1');
      // Older gits fetch the files for a read-tree.
      part.git('update-index --index-info', { input: `${part.read('ls-tree -r HEAD')}\n` });
      const entry = `100644,${part.read('rev-parse HEAD:b.env')},other.env`;
      part.git(['update-index', '--add', '--cacheinfo', entry]).git('remote remove origin');
      part.git('config extensions.partialClone origin');
      return { cwd: '../part' };
    },
    says: {
      'scan --staged': promised,
      'scan --range HEAD~1..HEAD': promised,
      'hook pre-commit': promised,
      'hook pre-push': promised,
    },
  },
  'a repository of someone else': {
    spoil: () => ({ env: { GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' } }),
    since: mindsOwners,
    says: allSay('dubious ownership', 'tell git: git config --global --add safe.directory /'),
  },
  'a repository of a newer git': {
    spoil: (repo) => {
      repo.git('config core.repositoryFormatVersion 1').git('config extensions.tables true');
      return {};
    },
    says: allSay(/unknown repository extensions? found: tables$/, 'This git is too old for the repository'),
  },
  'no repository': {
    spoil: () => ({ cwd: '../home' }),
    says: allSay(
      'this is not a git repository, and no folder above it is one',
      'Run keyhalt inside a git repository.',
    ),
  },
  'no git': {
    spoil: (repo) => ({ env: { PATH: withoutGit(repo) } }),
    says: allSay('git could not be started: it is not in the PATH', 'Install git 2.30 or newer'),
  },
  'an old git': {
    spoil: (repo) => ({ env: { PATH: withOldGit(repo) } }),
    says: {
      ...allSay('git version 2.25.1 is too old', 'Install git 2.30 or newer.'),
      // All that it asks an old one knows, too.
      'hook pre-push': 1,
    },
  },
};

const spared = new Set(leftToCi(Object.keys(states), 1));

describe.each(Object.entries(states))(
  '%s',
  (name, { start = twoCommits, spoil = () => ({}), since = 30, says }) => {
    test.for(Object.entries(says) as [Command, Answer][])('%s', ([command, answer], { skip }) => {
      skip(!isGit2(since), `git 2.${since} and newer mind it`);
      if (!costly && /range|hook/.test(command)) skip('all commands with KEYHALT_TWINS=all');
      if (spared.has(name)) skip('all states with KEYHALT_TWINS=all');
      const repo = start(aRepo());
      const head = repo.run('git', 'rev-parse -q --verify HEAD').stdout.trim();

      const run = commands[command](repo, head, spoil(repo));

      if (typeof answer === 'number') return expect(run.code, run.stderr).toBe(answer);
      expect(run.code, run.stderr).toBe(2);
      const [message, hint] = run.stderr.split('\n         ');
      expect(message).toMatch(answer[0]);
      expect(hint).toContain(answer[1]);
      expect(run.stdout + run.stderr).not.toContain(awsKeyId);
      expect(run.stdout).not.toContain('nothing found');
    });
  },
);

function twoCommits(repo: Repo): Repo {
  return repo
    .commit('start', { 'a.txt': 'a\n' })
    .commit('leak', { 'b.env': content })
    .stage({ 'c.env': `${content}MORE=1\n` });
}

/** Everything committed is in one pack. */
function inPack(repo: Repo, kind: string, spoil: (file: string) => void): GitOptions {
  repo.git('gc -q --prune=now');
  const folder = join(repo.root, '.git/objects/pack');
  const file = join(folder, readdirSync(folder).find((name) => name.endsWith(kind))!);
  chmodSync(file, 0o644);
  spoil(file);
  return {};
}

/** The objects of these names keep so many bytes. */
function cut(repo: Repo, names: readonly string[], bytes: number): GitOptions {
  for (const name of names) {
    const oid = repo.read(`rev-parse ${name}`);
    const file = join(repo.root, '.git/objects', oid.slice(0, 2), oid.slice(2));
    chmodSync(file, 0o644);
    truncateSync(file, bytes);
  }
  return {};
}

/** As git 2.25 does: `diff-index` has no --no-relative, and `rev-parse` no --end-of-options. */
function withOldGit(repo: Repo): string {
  const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  mkdirSync(repo.beside('old'));
  const script = `#!/bin/sh
for word; do case $word in
  --version) echo git version 2.25.1; exit ;;
  --no-relative | --end-of-options) echo "usage: git diff-index [<options>]" >&2; exit 129 ;;
esac; done
exec "${real}" "$@"
`;
  writeFileSync(repo.beside('old/git'), script, { mode: 0o755 });
  return `${repo.beside('old')}:${repo.env.PATH}`;
}

/** All that keyhalt-hook asks for, but for git. */
function withoutGit(repo: Repo): string {
  const folder = repo.beside('programs');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  symlinkSync(process.execPath, join(folder, 'node'));
  const tools = execFileSync('sh', ['-c', 'command -v sh env readlink'], { encoding: 'utf8' });
  for (const tool of tools.trim().split('\n')) symlinkSync(tool, join(folder, basename(tool)));
  return folder;
}
