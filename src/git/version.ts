import { demandVersion } from './failure.ts';
import { askGit, type Repository, versionOf } from './process.ts';

const told = new WeakMap<Repository, string>();

/** Older ones lack options that the answers rest on. Hooks do not ask: it costs a process, and a failure tells it. */
export function demandGit(repository: Repository): void {
  const version = askGit(repository, ['--version']).stdout.toString('utf8').trim();
  demandVersion(version);
  told.set(repository, version);
}

/** `git version 2.39.5`; empty when git does not even say that. It is asked once. */
export const gitVersion = (repository: Repository): string => told.get(repository) ?? versionOf(repository);
