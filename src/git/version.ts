import { demandVersion } from './failure.ts';
import { askGit, type Repository } from './process.ts';

/** Older ones lack options that the answers rest on. Hooks do not ask: it costs a process, and a failure tells it. */
export const demandGit = (repository: Repository): void =>
  demandVersion(askGit(repository, ['--version']).stdout.toString('utf8').trim());
