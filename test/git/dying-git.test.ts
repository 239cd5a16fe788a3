/** git may die at any of its calls and any byte of its answers: that is never taken for "clean", and nothing hangs. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { callsOf, dyingGit, type Fault } from '../support/dying-git.ts';
import { type Fakes, fakes, harmless } from '../support/fakes.ts';
import {
  costly,
  keyhalt,
  keyhaltHook,
  rare,
  scanHere,
  scanStagedHere,
  thorough,
} from '../support/keyhalt.ts';
import { aRepo, type Repo, type Run } from '../support/repo.ts';

const changed = ({ awsKeyId }: Fakes) =>
  aRepo()
    .commit('start', { '.env': 'KEY=\n' })
    .stage({ '.env': `KEY=${awsKeyId}\n`, 'b.txt': 'b\n' });

const merging = ({ awsKeyId }: Fakes) =>
  aRepo()
    .commit('start', { a: 'a\n' })
    .branch('side')
    .commit('side', { '.env': `KEY=${awsKeyId}\n` })
    .checkout('main')
    .commit('main', { b: 'b\n' });

const heads = (repo: Repo) => ({ [`GITHEAD_${repo.read('rev-parse side')}`]: 'side' });

interface Command {
  readonly build: (all: Fakes) => Repo;
  readonly run: (repo: Repo, env: NodeJS.ProcessEnv) => Run | Promise<Run>;
}

const commands: Record<string, Command> = {
  'scan --staged': { build: changed, run: (repo, env) => keyhalt(repo, 'scan --staged', { env }) },
  'pre-merge-commit': {
    build: merging,
    run: (repo, env) => keyhaltHook(repo, 'pre-merge-commit', { env: { ...env, ...heads(repo) } }),
  },
  'commit-msg': {
    build: (all) => changed(all).write({ '.git/COMMIT_EDITMSG': `KEY=${all.awsKeyId}\n` }),
    run: (repo, env) => keyhaltHook(repo, 'commit-msg .git/COMMIT_EDITMSG', { env }),
  },
  'scan --range': {
    build: merging,
    run: (repo, env) => scanHere(repo, { range: 'main...side' }, { env }),
  },
  'pre-push': {
    build: merging,
    run: (repo, env) => {
      const [main, side] = ['main', 'side'].map((name) => repo.read(`rev-parse ${name}`));
      const input = `refs/heads/side ${side} refs/heads/main ${main}\n`;
      return keyhaltHook(repo, 'pre-push origin ../remote', { env, input });
    },
  },
  'pre-receive': {
    // As in quarantine: no ref reaches yet what comes.
    build: (all) => {
      const repo = merging(all);
      return repo.write({ '.git/came': repo.read('rev-parse side') }).git('branch -q -D side');
    },
    run: (repo, env) => {
      const side = readFileSync(join(repo.root, '.git/came'), 'latin1');
      const input = `${'0'.repeat(40)} ${side} refs/heads/side\n`;
      return keyhaltHook(repo, 'pre-receive', { env, input });
    },
  },
};

/** What the shell asks before it leaves a commit to Node. */
const dispensable = / diff-index .*--patch /;

describe.each(Object.entries(commands))('%s', (name, command) => {
  /** Of all commands one is tried every time. */
  const isSpared = !costly && name !== 'scan --staged';
  const isTwofold = thorough || (costly && name === 'scan --staged');
  const kinds = isTwofold ? (['exit 128', 'killed'] as const) : (['killed'] as const);

  test.skipIf(isSpared).each(kinds)('%s at the n-th call', async (kind) => {
    const [leaking, clean] = [command.build(fakes()), command.build(harmless())];
    const faults = (repo: Repo) =>
      calls(repo, command).then((all) => all.map((_, n) => ({ kind, call: n + 1 })));

    for (const fault of await faults(leaking))
      expectNotClean(await withFault(leaking, command, fault), fault);
    for (const fault of await faults(clean)) {
      const { code, stdout, stderr } = await withFault(clean, command, fault);
      const call = callsOf(clean)[fault.call - 1]!;
      expect(code, `${call}\n${stdout}${stderr}`).toBe(dispensable.test(call) ? 0 : 2);
    }
  });
});

rare(
  'where git dies over the places of what an audit found, it is told, and that this is not all',
  async () => {
    const command: Command = {
      build: merging,
      run: (repo, env) => scanHere(repo, { history: true }, { env }),
    };
    const repo = command.build(fakes());
    const all = await calls(repo, command);
    const first = all.findIndex((words) => words.includes(' --topo-order '));
    expect(all.length - first).toBeGreaterThan(2);

    for (let call = first + 1; call <= all.length; call += costly ? 1 : 3) {
      const { code, stdout } = await withFault(repo, command, { kind: 'killed', call });

      expect(code, all[call - 1]).toBe(1);
      expect(JSON.parse(stdout), all[call - 1]).toMatchObject({
        complete: false,
        findings: [{ ruleId: 'aws-access-key-id' }],
        errors: [{ message: expect.stringContaining('(signal SIGKILL)') }],
      });
    }
  },
);

/** A few places; with KEYHALT_LONG=1 each byte of the first 250. */
const places = thorough
  ? Array.from({ length: 250 }, (_, n) => n)
  : costly
    ? [0, 20, 41, 90, 160]
    : [0, 41, 160];

describe('cut at the n-th byte', () => {
  const staged: Command = { build: changed, run: (repo, env) => scanStagedHere(repo, { env }) };
  const merge: Command = {
    build: merging,
    run: (repo, env) => scanStagedHere(repo, { env: { ...env, ...heads(repo) } }),
  };

  test('any call while scanning what is staged', () => sweep(staged, 'cut', /./, places));

  // At the end of a record a shorter list looks whole; an object's size says how long it is.
  rare('cat-file, which says that this was all', () => sweep(staged, 'cut-quietly', /cat-file/, places));

  test.skipIf(!costly)('any call while looking at what a merge brings in', () =>
    sweep(merge, 'cut', /./, thorough ? places : [0, 45, 130]),
  );

  test.skipIf(!costly)('any call while looking at a range', () =>
    sweep(commands['scan --range']!, 'cut', /./, thorough ? places : [0, 45]),
  );

  rare('whether a clone is shallow', () =>
    sweep(commands['scan --range']!, 'cut-quietly', /is-shallow/, [0, 3, 5]),
  );

  rare('rev-list, in the middle of a name', () =>
    sweep(merge, 'cut-quietly', /rev-list/, thorough ? places.filter((at) => at % 41 > 0) : [1, 40, 60]),
  );
});

async function sweep(command: Command, kind: Fault['kind'], which: RegExp, bytes: readonly number[]) {
  const repo = command.build(fakes());
  const all = await calls(repo, command);
  const faults = all.flatMap((words, n) =>
    which.test(words) ? bytes.map((at) => ({ kind, call: n + 1, bytes: at })) : [],
  );
  expect(faults).not.toEqual([]);

  for (const fault of faults) expectNotClean(await withFault(repo, command, fault), fault);
}

/** What git is asked when nothing goes wrong. */
async function calls(repo: Repo, command: Command): Promise<string[]> {
  await withFault(repo, command, { kind: 'none' });
  return callsOf(repo);
}

const withFault = async (repo: Repo, { run }: Command, fault: Fault): Promise<Run> =>
  run(repo, dyingGit(repo, fault));

function expectNotClean({ code, stdout, stderr }: Run, fault: Fault): void {
  expect([1, 2], `${JSON.stringify(fault)}\n${stdout}${stderr}`).toContain(code);
}
