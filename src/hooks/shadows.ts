import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isFollowed } from './block.ts';
import { isThere } from './files.ts';
import { holdsOurHook } from './folder.ts';
import { huskyFile } from './husky-files.ts';
import { ourHooks } from './names.ts';
import { whyNotRun } from './obstacles.ts';
import { setHooksFor, whySetHooksRest } from './set-hooks.ts';
import { hooksOff, type Situation } from './situation.ts';
import { settingsFolder } from './user-folder.ts';

/** What keeps hooks from running, or may, whichever of them it is. One sentence each. */
export async function shadows(situation: Situation): Promise<string[]> {
  const known = [
    sentElsewhere,
    folderMissing,
    huskyNotSetUp,
    huskySwitchedOff,
    switchedOff,
    shellsRunNothing,
    stepsAfterOurs,
    hooksAfterOurs,
    linesOfWindows,
  ];
  const sentences = await Promise.all(known.map((shadow) => shadow(situation)));
  return [...sentences.filter((sentence) => sentence !== undefined), ...whySetHooksRest(situation.setHooks)];
}

type Shadow = (situation: Situation) => Promise<string | undefined>;

const sentElsewhere: Shadow = async ({ setting, hooks, ownHooks, husky, isUserWide }) => {
  if (setting === undefined || setting.value === '' || isUserWide) return undefined;
  const sentence = `core.hooksPath (${setting.scope}, ${setting.origin}) sends git to ${hooks}`;
  if (hooks !== ownHooks && (await isInstalledIn(ownHooks)))
    return `${sentence}: keyhalt's hooks in ${ownHooks} do not run`;
  return husky?.isActive ? undefined : sentence;
};

const folderMissing: Shadow = async (situation) => {
  const { setting, hooks, husky } = situation;
  // That is told of each hook.
  if (setting === undefined || hooksOff(situation) !== undefined || (await isThere(hooks))) return undefined;
  const others = ourHooks.some((name) => setHooksFor(situation.setHooks, name).length > 0);
  const none = others ? 'no hook but those that its settings name' : 'no hook at all';
  return `${hooks} is missing, so git runs ${none}${husky ? ': run npx husky (or npm install)' : ''}`;
};

const huskyNotSetUp: Shadow = async ({ husky, setting, hooks }) => {
  if (husky === undefined || husky.isActive) return undefined;
  if (setting !== undefined && !(await isThere(hooks))) return undefined;
  return `husky is not set up in this clone, so git passes over ${husky.folder}: run npx husky (or npm install)`;
};

const huskySwitchedOff: Shadow = async ({ husky, repository: { env } }) => {
  if (husky === undefined) return undefined;
  if (env.HUSKY === '0') return 'HUSKY=0 is in the environment: husky runs no hook';
  const file = join(settingsFolder(env), 'husky', 'init.sh');
  const text = await readFile(file, 'utf8').catch(() => '');
  return /^\s*(?:export\s+)?HUSKY=["']?0/m.test(text)
    ? `HUSKY=0 is in ${file}: husky runs no hook`
    : undefined;
};

/** Variables by which tools for hooks leave out some of them, or all, and by which their files are known. */
const switches: readonly (readonly [variable: string, tells: RegExp, tool: RegExp, what: string])[] = [
  ['LEFTHOOK', /^(?:0|false)$/, /lefthook/i, 'lefthook runs no hook'],
  ['LEFTHOOK_EXCLUDE', /./, /lefthook/i, 'lefthook leaves out what it names'],
  ['SKIP', /./, /\bpre-commit\.com\b|\bpre_commit\b/, 'the pre-commit framework leaves out what it names'],
  ['SKIP_SIMPLE_GIT_HOOKS', /^1$/, /SKIP_SIMPLE_GIT_HOOKS/, 'simple-git-hooks runs no hook'],
];

const switchedOff: Shadow = async ({ hooks, repository: { env } }) => {
  const set = switches.filter(([name, tells]) => tells.test(env[name] ?? ''));
  if (set.length === 0) return undefined;
  const files = ourHooks.map((name) => readFile(join(hooks, name), 'latin1').catch(() => ''));
  const text = (await Promise.all(files)).join('\n');
  const [found] = set.filter(([, , tool]) => tool.test(text));
  return found && `${found[0]}=${env[found[0]]} is in the environment: ${found[3]}`;
};

const shellsRunNothing: Shadow = async ({ repository: { env } }) => {
  const option = /\b(?:noexec|onecmd)\b/.exec(env.SHELLOPTS ?? '')?.[0];
  return (
    option &&
    `SHELLOPTS with ${option} is in the environment: where bash runs them, hooks end well and do nothing`
  );
};

/** What later steps stage is in the commit; commit-msg sees it, if it is run. */
const stepsAfterOurs: Shadow = async ({ husky }) => {
  const text = husky && (await huskyFile(husky, 'pre-commit'));
  if (!husky || !text || !isFollowed(text)) return undefined;
  const file = join(husky.folder, 'pre-commit');
  return `warning: ${file} goes on after keyhalt's step; what later steps stage is seen by the hooks of the message alone`;
};

/** The one in the folder comes behind all that settings name. */
const hooksAfterOurs: Shadow = async (situation) => {
  const set = setHooksFor(situation.setHooks, 'pre-commit');
  const ours = set.findLastIndex(({ command }) => command.includes('keyhalt'));
  if (ours === -1) return undefined;
  const runs = (await whyNotRun(situation, 'pre-commit')) === undefined;
  if (runs && (await holdsOurHook(situation.hooks, 'pre-commit'))) return undefined;
  const later = set.slice(ours + 1).map(({ name }) => `hook.${name}`);
  if (runs) later.push(join(situation.hooks, 'pre-commit'));
  if (later.length === 0) return undefined;
  return `warning: after keyhalt's hook.${set[ours]!.name} git runs ${later.join(' and ')}; what they stage is seen by the hooks of the message alone`;
};

/** A checkout makes them, where .gitattributes or core.autocrlf says so. The shell of Git for Windows alone puts up with them. */
const linesOfWindows: Shadow = async ({ husky }) => {
  if (husky === undefined || process.platform === 'win32') return undefined;
  const texts = await Promise.all(ourHooks.map((name) => huskyFile(husky, name)));
  if (!texts.some((text) => text?.includes('\r\n'))) return undefined;
  return `files in ${husky.folder} have lines that end as on Windows, which sh does not understand: put "${basename(husky.folder)}/* text eol=lf" into the .gitattributes beside it, then rm these files and git checkout them`;
};

async function isInstalledIn(folder: string): Promise<boolean> {
  const held = await Promise.all(ourHooks.map((name) => holdsOurHook(folder, name)));
  return held.includes(true);
}
