import { UserError } from '../model/user-error.ts';
import type { Repository } from './process.ts';
import { settingsLike } from './settings.ts';

/**
 * What keeps git from running hooks that settings name (`hook.NAME.command`, git 2.54 and newer), as variables: core.hooksPath
 * is for those in folders alone. An empty event takes all events from a hook. On a command line `=` would end its name.
 *
 * @throws UserError for a name that Node cannot hand on
 */
export function withoutSetHooks(repository: Repository): NodeJS.ProcessEnv {
  const keys = new Set(settingsLike(repository, String.raw`^hook\..*\.event$`).map(([key]) => key));
  const before = Number(repository.env.GIT_CONFIG_COUNT ?? 0);
  // Of a number that is none git says so itself.
  if (keys.size === 0 || !Number.isInteger(before)) return {};
  const variables: NodeJS.ProcessEnv = { GIT_CONFIG_COUNT: `${before + keys.size}` };
  for (const [at, key] of [...keys].entries()) {
    if (key.includes('\ufffd')) throw noUtf8(key);
    variables[`GIT_CONFIG_KEY_${before + at}`] = key;
    variables[`GIT_CONFIG_VALUE_${before + at}`] = '';
  }
  return variables;
}

/** What settings say of hooks that they name, as git 2.54 and newer read it. */
export interface HookSettings {
  /** Names of hooks by event, in the order in which git runs them. */
  readonly byEvent: ReadonlyMap<string, readonly string[]>;
  readonly commands: ReadonlyMap<string, string>;
  /** Names that `enabled` is false for: of hooks, and, since 2.55, of events. */
  readonly off: ReadonlySet<string>;
}

export function hookSettings(repository: Repository): HookSettings {
  const byEvent = new Map<string, string[]>();
  const commands = new Map<string, string>();
  const off = new Set<string>();
  for (const [key, value] of settingsLike(repository, String.raw`^hook\..*\.(event|command|enabled)$`)) {
    const end = key.lastIndexOf('.');
    const name = key.slice('hook.'.length, end);
    const about = key.slice(end + 1);
    if (about === 'command') commands.set(name, value);
    else if (about === 'event') setEvent(byEvent, name, value);
    else if (no.test(value)) off.add(name);
    else if (yes.test(value)) off.delete(name);
  }
  return { byEvent, commands, off };
}

/** An empty event takes all from the hook, and one that is named again puts it last. */
function setEvent(byEvent: Map<string, string[]>, name: string, event: string): void {
  for (const [each, names] of byEvent)
    if (event === '' || event === each)
      byEvent.set(
        each,
        names.filter((other) => other !== name),
      );
  if (event !== '') byEvent.set(event, [...(byEvent.get(event) ?? []), name]);
}

/** What git takes for a truth value; it passes over anything else. */
const no = /^(?:false|no|off|[-+]?0+[kmg]?|)$/i;
const yes = /^(?:true|yes|on|[-+]?\d+[kmg]?)$/i;

const noUtf8 = (key: string): UserError =>
  new UserError(`the name of a hook in git's settings is no UTF-8: ${key}`, {
    hint: 'Rename it: git would run it, and it cannot be told not to.',
  });
