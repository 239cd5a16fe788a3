import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { Repository } from '../git/process.ts';
import { demandGit } from '../git/version.ts';
import { endsEarlyAt } from '../hooks/block.ts';
import { isExecutable, isThere } from '../hooks/files.ts';
import { type Outcome, putHooks } from '../hooks/folder.ts';
import type { Husky } from '../hooks/husky.ts';
import { huskyFile, putBlocks } from '../hooks/husky-files.ts';
import { ourHooks } from '../hooks/names.ts';
import { lastingRoot } from '../hooks/package.ts';
import { globalScripts, hookScripts, keptSuffix, type Machine } from '../hooks/script.ts';
import { hooksOff, hooksOn, isOfUser, type Situation, situationOf } from '../hooks/situation.ts';
import { installUserWide } from '../hooks/user-wide.ts';
import { writerOfFile } from '../hooks/writers.ts';
import { quote } from '../model/quote.ts';
import { UserError } from '../model/user-error.ts';

export interface InstallOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** The folder that holds keyhalt's `bin` and `dist`. */
  readonly packageRoot: string;
  /** The Node that hooks try first; the one that runs now, if it is not said. */
  readonly node?: string;
  /** For all repositories of the user. */
  readonly global?: boolean;
  /** For repositories that are yet to be made or cloned: a folder for init.templateDir. */
  readonly template?: string;
  readonly print: Print;
}

type Print = (line: string) => void;

/** `keyhalt install`: puts the hooks in place, beside what is there. Run again, it changes nothing. */
export async function install(options: InstallOptions): Promise<number> {
  const { cwd, env, packageRoot, node = process.execPath, template, print } = options;
  demandOnePlace(options);
  const isHere = template === undefined && !options.global;
  if (isHere && isOfPackageManager(env) && !isInRepository(cwd, env)) {
    print('There is no repository here, and so no hook to put in place.');
    return 0;
  }
  // git would keep the setting at the root of the file system, where it is nobody's.
  if (options.global && env.HOME === '')
    throw new UserError('HOME is empty, and git keeps your settings there', {
      hint: 'Set HOME to your own folder, then run the same command again.',
    });
  demandGit({ cwd, env });
  const machine = { packageRoot: await lastingRoot(packageRoot, cwd), node };
  if (template !== undefined) await intoTemplate(resolve(cwd, template), machine, print);
  else if (options.global) await forAllRepositories({ cwd, env }, machine, print);
  else await intoRepository(await situationOf({ cwd, env }), machine, print);
  if (isFleeting(packageRoot))
    print("This keyhalt is in npx's cache, which npm may empty: npm install --save-dev keyhalt keeps it.");
  if (isHere && !isOfPackageManager(env)) print('To see that they work: keyhalt doctor');
  return 0;
}

/** @throws UserError when it is said twice, or not at all, where the hooks are to be */
export function demandOnePlace({ global, template }: Pick<InstallOptions, 'global' | 'template'>): void {
  if (template === '')
    throw new UserError('the name of the folder for --template is empty', {
      hint: 'Name a folder: keyhalt install --template ~/.git-template',
    });
  if (global && template !== undefined)
    throw new UserError('--global and --template exclude each other', {
      hint: 'Take one of them, then the other.',
    });
}

/** Started by a script of package.json, such as prepare: that runs in images and archives, too, where no repository is. */
const isOfPackageManager = ({ npm_lifecycle_event: event = '' }: NodeJS.ProcessEnv): boolean =>
  /^(?:(?:pre|post)?(?:install|prepare)|prepublish)$/.test(event);

function isInRepository(folder: string, env: NodeJS.ProcessEnv): boolean {
  const entry = join(folder, '.git');
  if (env.GIT_DIR !== undefined || (existsSync(entry) && leadsOn(entry, folder))) return true;
  const parent = dirname(folder);
  return parent !== folder && isInRepository(parent, env);
}

/** Whether it is a folder, or a file that names one that is there: of a work tree that was copied somewhere it is not. */
function leadsOn(entry: string, folder: string): boolean {
  if (!statSync(entry).isFile()) return true;
  const [, place] = /^gitdir: (.*?)\r?\n?$/s.exec(readFileSync(entry, 'utf8')) ?? [];
  return place === undefined || existsSync(resolve(folder, place));
}

async function intoRepository(situation: Situation, machine: Machine, print: Print): Promise<void> {
  const { hooks, husky, isUserWide } = situation;
  const off = hooksOff(situation);
  if (off !== undefined)
    throw new UserError(off, { hint: `First ${hooksOn(situation)}, then run keyhalt install again.` });
  if (husky !== undefined) return intoHusky(husky, situation, print);
  if (!isUserWide) return intoFolder(situation, machine, print);
  await tell(hooks, await putHooks(hooks, globalScripts(machine)), print);
  print('These hooks are in force in all your repositories, and so in this one: core.hooksPath (global).');
}

async function intoHusky(husky: Husky, { top }: Situation, print: Print): Promise<void> {
  const outcomes = await putBlocks(husky);
  for (const [name, outcome] of outcomes) {
    print(`${name}: ${outcome === 'unchanged' ? 'unchanged' : 'written'} (${join(husky.folder, name)})`);
    const line = endsEarlyAt((await huskyFile(husky, name)) ?? '');
    if (line !== undefined)
      print(
        `  Its line ${line} may end it before keyhalt has its turn: move that behind, or see what keyhalt doctor says.`,
      );
  }
  if (!husky.isActive)
    print('husky is not set up in this clone, so these do not run yet: run npx husky (or npm install).');
  if ([...outcomes.values()].some((outcome) => outcome !== 'unchanged'))
    print(`Commit ${relative(top ?? '', husky.folder)}: everyone has these hooks with npm install then.`);
  const bins = join(top ?? '', husky.binFolder ?? 'node_modules/.bin');
  if (await isThere(join(bins, 'keyhalt-hook'))) return;
  const way = (await isThere(join(bins, '..', '..', '.pnp.cjs')))
    ? "Yarn's Plug'n'Play does not make that folder; with nodeLinker: node-modules in .yarnrc.yml, yarn install does."
    : 'npm install --save-dev keyhalt.';
  print(`They look for keyhalt-hook in ${bins}, where it is not yet: ${way}`);
}

async function intoFolder(situation: Situation, machine: Machine, print: Print): Promise<void> {
  const { hooks, setting, isTracked, top } = situation;
  await tell(hooks, await putHooks(hooks, hookScripts(machine)), print);
  const kept = await Promise.all(ourHooks.map((name) => writerOfFile(join(hooks, name + keptSuffix))));
  const writer = kept.find((one) => one !== undefined);
  if (writer !== undefined)
    print(
      `The hooks that were here are ${writer}'s, which will write them anew, over keyhalt's: let it call keyhalt-hook instead (docs/hooks.md).`,
    );
  if (setting !== undefined && isOfUser(setting))
    print(`Git looks there in all repositories: core.hooksPath (${setting.scope}, ${setting.origin}).`);
  if (top === undefined)
    print(
      'This repository is bare: they serve work trees of it. What is pushed to it is stopped by pre-receive alone (docs/server.md).',
    );
  if (isTracked)
    print('They hold paths of this machine: do not commit them, let everyone run keyhalt install.');
}

async function forAllRepositories(repository: Repository, machine: Machine, print: Print): Promise<void> {
  const { folder, isOurs, outcomes } = await installUserWide(repository, machine);
  await tell(folder, outcomes, print);
  print(
    isOurs
      ? `core.hooksPath (global) is ${folder}: each repository's own hooks run first.`
      : 'Your global core.hooksPath stays as it is.',
  );
  print(
    'Repositories that set core.hooksPath themselves, as husky does, are not reached: run keyhalt install in each.',
  );
}

async function intoTemplate(template: string, machine: Machine, print: Print): Promise<void> {
  const folder = join(template, 'hooks');
  await tell(folder, await putHooks(folder, hookScripts(machine)), print);
  print('So that git init and git clone use it, run:');
  print(`  git config --global init.templateDir ${quote(template)}`);
}

/** npx unpacks a package that is not installed into a cache of its own. */
const isFleeting = (packageRoot: string): boolean => /[\\/]_npx[\\/]/.test(packageRoot);

/** One line for each hook that is ours; those that only pass on are not worth one. */
async function tell(folder: string, outcomes: ReadonlyMap<string, Outcome>, print: Print): Promise<void> {
  for (const name of ourHooks) print(`${name}: ${await described(join(folder, name), outcomes.get(name)!)}`);
}

async function described(path: string, outcome: Outcome): Promise<string> {
  if (outcome !== 'chained') return `${outcome} (${path})`;
  const isRun = await isExecutable(path + keptSuffix);
  return isRun
    ? `written (${path}); the hook that was here runs first`
    : `written (${path}); the hook that was here was not executable, so git did not run it, nor does keyhalt`;
}
