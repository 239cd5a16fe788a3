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
  fromVariable(world, 'AWS_SHARED_CREDENTIALS_FILE') ?? inHome(world, 'credentials'),
  fromVariable(world, 'AWS_CONFIG_FILE') ?? inHome(world, 'config'),
];

/** Where the CLI and the SDKs keep what they were lent: for roles, for IAM Identity Center, for `aws login`. */
export const cacheFolders = (world: World): readonly Place[] => [
  inHome(world, 'cli', 'cache'),
  inHome(world, 'sso', 'cache'),
  fromVariable(world, 'AWS_LOGIN_CACHE_DIRECTORY') ?? inHome(world, 'login', 'cache'),
];

export const within = (folder: Place, file: string): Place => ({
  path: join(folder.path, file),
  name: `${folder.name.replace(/[/\\]$/, '')}/${file}`,
});

const inHome = ({ home }: World, ...parts: readonly string[]): Place => ({
  path: join(home, '.aws', ...parts),
  name: ['~/.aws', ...parts].join('/'),
});

function fromVariable(world: World, variable: string): Place | undefined {
  const name = world.env[variable];
  return name ? { path: expand(world, name), name } : undefined;
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
