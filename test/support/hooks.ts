/** git with keyhalt in its hooks, and what came of it. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { bin } from './keyhalt.ts';
import type { Args, GitOptions, Repo, Run } from './repo.ts';

const hookNames = ['pre-commit', 'pre-merge-commit', 'prepare-commit-msg', 'commit-msg', 'pre-push'] as const;

/** What the hooks decided, which of them ran (`commit-msg 0`), and what came of it. */
export interface Attempt extends Run {
  readonly hooks: readonly string[];
  /** All objects that HEAD reaches now, in one piece; after a push all that the other repository has, names of branches too. */
  readonly held: Buffer;
}

/**
 * Runs git with the hooks in place. The code is the hooks' verdict: 1 when one of them said no *and* git obeyed, 0 when
 * all agreed and git went through. A hook that failed shows its own code, and git failing by itself is an exception.
 */
export function attempt(repo: Repo, args: Args, options: GitOptions & { remote?: Repo } = {}): Attempt {
  installHooks(repo);
  const log = repo.beside('hooks.log');
  rmSync(log, { force: true });

  const run = repo.run('git', args, options);

  const hooks = existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : [];
  const held = options.remote ? contents(options.remote, '--all') : contents(repo, 'HEAD');
  return { ...run, hooks, code: verdict(run, hooks), held };
}

function verdict(run: Run, hooks: readonly string[]): number | string {
  const codes = hooks.map((line) => Number(line.split(' ')[1]));
  const said = Math.max(...codes);
  if (codes.length === 0) return `no hook ran; git: ${run.code} ${run.stderr}`;
  if (said > 1) return said;
  if (said === 1) return run.code === 0 ? 'git went on although a hook said no' : 1;
  return run.code === 0 ? 0 : `git failed by itself: ${run.code} ${run.stderr}`;
}

/** Hooks that hand over to keyhalt and note what it answered. Lines of shell in `more` run after it, hook by hook. */
export function installHooks(
  repo: Repo,
  more: Partial<Record<(typeof hookNames)[number], string>> = {},
): Repo {
  const folder = resolve(repo.root, repo.read('rev-parse --git-path hooks'));
  if (existsSync(join(folder, 'commit-msg'))) return repo;

  mkdirSync(folder, { recursive: true });
  for (const name of hookNames) {
    const call = `"${bin}/keyhalt-hook" ${name} "$@"\ncode=$?`;
    const note = `echo "${name} $code" >> "${repo.beside('hooks.log')}"`;
    const lines = ['#!/bin/sh', call, note, '[ $code -eq 0 ] || exit $code', more[name] ?? ''];
    writeFileSync(join(folder, name), `${lines.join('\n')}\n`, { mode: 0o755 });
  }
  return repo;
}

function contents(repo: Repo, tips: 'HEAD' | '--all'): Buffer {
  const dump = repo.beside('dump');
  const objects = `git rev-list --objects --no-object-names ${tips} 2>/dev/null | git cat-file --batch`;
  const names = tips === '--all' ? '; git for-each-ref' : '';
  const env = { GIT_NO_REPLACE_OBJECTS: '1', GIT_GRAFT_FILE: '/dev/null' };
  repo.run('sh', ['-c', `{ ${objects}${names}; } > '${dump}'`], { env });
  return readFileSync(dump);
}

/** An editor that puts this text over, or with `keep` on top of, what git offers. For GIT_EDITOR. */
export function editor(repo: Repo, text: string, { keep = false } = {}): NodeJS.ProcessEnv {
  const script = `#!/bin/sh\n${keep ? 'cat "$1" >> ../typed' : ':'}\ncat ../typed > "$1"\n`;
  writeFileSync(repo.beside('typed'), text);
  writeFileSync(repo.beside('editor'), script, { mode: 0o755 });
  return { GIT_EDITOR: repo.beside('editor') };
}
