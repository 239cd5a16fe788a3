import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Repo } from './repo.ts';

/**
 * A git that answers as git does, and then stays at this command until it is ended: a file `stays` beside the repository
 * holds its process id then.
 */
export const gitThatStaysAt = (repo: Repo, command: string): NodeJS.ProcessEnv =>
  gitThat(
    repo,
    command,
    `git "$@"
    echo $$ > '${repo.beside('stays.part')}' && mv '${repo.beside('stays.part')}' '${repo.beside('stays')}'
    exec sleep 60`,
  );

/** A git that Ctrl-C ends at this command, of which nobody else hears. */
export const gitThatIsInterruptedAt = (repo: Repo, command: string): NodeJS.ProcessEnv =>
  gitThat(repo, command, 'kill -INT $$');

function gitThat(repo: Repo, command: string, script: string): NodeJS.ProcessEnv {
  const folder = repo.beside('shim');
  mkdirSync(folder);
  const shim = `#!/bin/sh
PATH='${repo.env.PATH}'
case " $* " in
  *" ${command} "*)
    ${script} ;;
esac
exec git "$@"
`;
  writeFileSync(join(folder, 'git'), shim, { mode: 0o755 });
  return { ...repo.env, PATH: `${folder}:${repo.env.PATH}` };
}
