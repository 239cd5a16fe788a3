import { join } from 'node:path';

/** What is around the program. `home` is where the SDKs look: HOME, or USERPROFILE, or what the system says. */
export interface World {
  readonly env: NodeJS.ProcessEnv;
  readonly home: string;
}

/** A file or folder. `name` is how the user wrote it, or `~/.aws/…`: it shows no more of the machine than that. */
export interface Place {
  readonly path: string;
  readonly name: string;
}

/** The two files of profiles. Keys may stand in either. */
export const profileFiles = (world: World): readonly Place[] => [
  ...(fromVariable(world, 'AWS_SHARED_CREDENTIALS_FILE') ?? inHomes(world, 'credentials')),
  ...(fromVariable(world, 'AWS_CONFIG_FILE') ?? inHomes(world, 'config')),
];

/** Where the CLI and the SDKs keep what they were lent: for roles, for IAM Identity Center, for `aws login`. */
export const cacheFolders = (world: World): readonly Place[] => [
  ...inHomes(world, 'cli', 'cache'),
  ...inHomes(world, 'sso', 'cache'),
  ...(fromVariable(world, 'AWS_LOGIN_CACHE_DIRECTORY') ?? inHomes(world, 'login', 'cache')),
];

export const within = (folder: Place, file: string): Place => ({
  path: join(folder.path, file),
  name: `${folder.name.replace(/[/\\]$/, '')}/${file}`,
});

/** On Windows the SDKs ask HOME first, which git's shell sets, and the CLI asks USERPROFILE alone. */
function inHomes({ env, home }: World, ...parts: readonly string[]): readonly Place[] {
  const homes = [
    [home, '~'],
    [env.USERPROFILE || home, '%USERPROFILE%'],
  ] as const;
  const places = homes.map(([folder, name]) => ({
    path: join(folder, '.aws', ...parts),
    name: [name, '.aws', ...parts].join('/'),
  }));
  return places.filter(({ path }, at) => at === 0 || path !== places[0]!.path);
}

function fromVariable(world: World, variable: string): readonly Place[] | undefined {
  const name = world.env[variable];
  return name ? [{ path: expand(world, name), name }] : undefined;
}

/** As the CLI does it: variables first, then the home folder. The SDK for JavaScript knows `~/` alone. */
function expand({ env, home }: World, written: string): string {
  return written
    .replace(
      /\$(\w+)|\$\{(\w+)\}|%(\w+)%/g,
      (whole, ...names) => env[names.slice(0, 3).find(Boolean)] ?? whole,
    )
    .replace(/^~(?=$|[/\\])/, () => home);
}
