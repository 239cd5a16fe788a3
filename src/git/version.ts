import { UserError } from '../model/user-error.ts';
import { askGit, type Repository } from './process.ts';

/** Older ones lack options that the answers rest on. */
export function demandGit(repository: Repository): void {
  const said = askGit(repository, ['--version']).stdout.toString('utf8').trim();
  if (isOld(said)) throw new UserError(`${said} is too old`, { hint: 'Install git 2.30 or newer.' });
}

/** @param said what `git --version` says; of what that does not tell nothing is known, and so it is not old. */
export function isOld(said: string): boolean {
  const [major, minor] = (/(\d+)\.(\d+)/.exec(said) ?? []).slice(1).map(Number);
  return major !== undefined && minor !== undefined && major * 1000 + minor < 2030;
}
