/** Hooks that git's settings name (`hook.NAME.command`): git 2.54 and newer run them, and then the one in the folder. */
import { isBeforeGit2 } from '../git/failure.ts';
import { type HookSettings, hookSettings } from '../git/hook-settings.ts';
import { type Repository, versionOf } from '../git/process.ts';
import { type HookName, ourHooks } from './names.ts';

export interface SetHooks {
  readonly settings: HookSettings;
  /** What `git --version` says; it is only asked where settings name a hook. */
  readonly version: string;
}

export interface SetHook {
  readonly name: string;
  /** Empty where none is set: see `withoutCommand`. */
  readonly command: string;
}

export function setHooksIn(repository: Repository): SetHooks {
  const settings = hookSettings(repository);
  return { settings, version: settings.byEvent.size === 0 ? '' : versionOf(repository) };
}

/** Those that git runs for this event, in its order. */
export function setHooksFor(set: SetHooks, event: HookName): readonly SetHook[] {
  const { byEvent, commands, off } = set.settings;
  if (ignoresThem(set) || isEventOff(set, event)) return [];
  const names = (byEvent.get(event) ?? []).filter((name) => !off.has(name));
  return names.map((name) => ({ name, command: commands.get(name) ?? '' }));
}

/** One that is on and has no command: over that git stops wherever it runs a hook, of whichever event. */
export function withoutCommand(set: SetHooks): string | undefined {
  const { byEvent, commands, off } = set.settings;
  if (ignoresThem(set)) return undefined;
  return [...byEvent.values()].flat().find((name) => !commands.has(name) && !off.has(name));
}

/** What keeps git from running hooks of ours that are set, in words. One sentence each. */
export function whySetHooksRest(set: SetHooks): string[] {
  const { byEvent, off } = set.settings;
  const ours = ourHooks.filter((event) => byEvent.get(event)?.length);
  const names = [...new Set(ours.flatMap((event) => byEvent.get(event)!))];
  if (names.length === 0) return [];
  if (ignoresThem(set))
    return [
      `${set.version} passes over hooks that settings name, as ${listed(names)}: 2.54 and newer run them`,
    ];
  return [
    ...names.filter((name) => off.has(name)).map((name) => `${switchOf(name)} is false: git does not run it`),
    ...ours
      .filter((event) => isEventOff(set, event))
      .map((event) => `${switchOf(event)} is false: git runs no hook for it that settings name`),
  ];
}

const ignoresThem = ({ version }: SetHooks): boolean => isBeforeGit2(54, version);

/** A name that is a hook's own is no event's. */
const isEventOff = ({ settings: { byEvent, commands, off }, version }: SetHooks, event: HookName): boolean =>
  off.has(event) &&
  !isBeforeGit2(55, version) &&
  !commands.has(event) &&
  ![...byEvent.values()].some((names) => names.includes(event));

const switchOf = (name: string): string => `hook.${name}.enabled`;

const listed = (names: readonly string[]): string => names.map((name) => `hook.${name}`).join(', ');
