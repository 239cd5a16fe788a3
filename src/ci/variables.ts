/** What stands in the environment of a CI is text from outside: a value is what it is to be, or an error. */
import { UserError } from '../model/user-error.ts';
import type { Environment, Named } from './run.ts';

/** A commit. @throws UserError where it is not told, or is none */
export function hashIn(env: Environment, name: string): Named {
  const hash = optionalHashIn(env, name);
  if (hash !== undefined) return hash;
  throw new UserError(`${name} does not say which commit it is`, { hint: byHand });
}

/** A commit; undefined where the variable is not set or empty, and for the zeros that stand for none. */
export function optionalHashIn(env: Environment, name: string): Named | undefined {
  const hash = env[name];
  if (!hash || /^0+$/.test(hash)) return undefined;
  if (!isHash(hash)) throw not(name, 'a commit');
  return { hash };
}

/** @throws UserError where it is not told, or is none */
export function branchIn(env: Environment, name: string): string {
  const branch = optionalBranchIn(env, name);
  if (branch !== undefined) return branch;
  throw new UserError(`${name} does not say which branch it is`, { hint: byHand });
}

/** A branch without the `refs/heads/` in front; undefined where the variable is not set or empty. */
export function optionalBranchIn(env: Environment, name: string): string | undefined {
  const branch = env[name]?.replace(/^refs\/heads\//, '');
  if (!branch) return undefined;
  if (!isBranch(branch)) throw not(name, 'the name of a branch');
  return branch;
}

/** What an event is called, in plain letters. */
export function eventIn(env: Environment, name: string, otherwise: string): string {
  const event = env[name] || otherwise;
  if (!/^[\w-]{1,64}$/.test(event)) throw not(name, 'the name of an event');
  return event;
}

/** Whole, or at least as many digits of it as git shows. */
const isHash = (text: string): boolean => /^[0-9a-f]{7,64}$/.test(text);

/** As git-check-ref-format(1) has it: nothing that git would take for more than a name. */
export const isBranch = (text: string): boolean =>
  /^[^\0-\x20\x7f~^:?*[\\]{1,1000}$/.test(text) &&
  !/^[-/]|\.\.|@\{|\/\/|\/\.|\.lock(?:\/|$)|[/.]$|^\.|^@$/.test(text);

export const byHand = 'Say it yourself: keyhalt ci --base REV --head REV.';

const not = (name: string, what: string): UserError =>
  new UserError(`${name} is not ${what}`, { hint: byHand });
