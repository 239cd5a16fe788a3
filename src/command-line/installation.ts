import type { Command } from 'commander';
import { endOnInterruption, guarded, here } from './reporting.ts';
import { packageRoot, printLine } from './situation.ts';

/** What puts hooks in place, and tells whether they work. */
export function installation(keyhalt: Command): void {
  keyhalt
    .command('install')
    .description('put the hooks in place: into .husky if husky is used, otherwise into git’s own folder')
    .option('--global', 'for all repositories of this user')
    .option('--template <dir>', 'into a template folder for git init')
    .action((options) =>
      guarded(async () => (await import('../commands/install.ts')).install(settings(options))),
    );
  keyhalt
    .command('uninstall')
    .description('remove the hooks and put back what was there')
    .option('--global', 'those for all repositories of this user')
    .option('--template <dir>', 'those in a template folder')
    .action((options) =>
      guarded(async () => (await import('../commands/uninstall.ts')).uninstall(settings(options))),
    );
  keyhalt
    .command('doctor')
    .description('run a made-up key through each hook and say which of them would have stopped it')
    .action((options) =>
      guarded(async () => {
        endOnInterruption();
        return (await import('../commands/doctor.ts')).doctor(settings(options));
      }),
    );
}

const settings = (options: { global?: boolean; template?: string }) => ({
  ...here,
  ...options,
  packageRoot,
  node: process.execPath,
  print: printLine,
});
