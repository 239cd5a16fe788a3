import { Command, CommanderError } from 'commander';
import { fixing } from './command-line/fixing.ts';
import { complaint, helping } from './command-line/help.ts';
import { installation } from './command-line/installation.ts';
import { policy } from './command-line/policy.ts';
import { fail, guarded } from './command-line/reporting.ts';
import { response } from './command-line/response.ts';
import { scanning } from './command-line/scanning.ts';

declare const KEYHALT_VERSION: string;

// The exit code is 2 until everything was read and said.
process.exitCode = 2;
// What nobody waited for is told, and what else was found does not make it a clean run.
let failed = false;
process.on('uncaughtException', (error) => {
  failed = true;
  return fail(error);
});
process.on('exit', (code) => {
  if (failed && code === 0) process.exitCode = 2;
});
process.stdout.on('error', () => {});
main().catch((error) => fail(error));

async function main(): Promise<void> {
  try {
    await program().parseAsync();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Commander has printed its message; help and version are no mistakes.
    if (error.exitCode === 0) await guarded(async () => 0);
    else process.exitCode = 2;
  }
}

function program(): Command {
  const keyhalt = new Command('keyhalt')
    .description('Keeps AWS credentials out of git.')
    .version(KEYHALT_VERSION)
    .option('--no-color', 'plain text (also: NO_COLOR; FORCE_COLOR asks for colour)')
    .exitOverride()
    .configureOutput({ writeErr: (text) => process.stderr.write(complaint(text)) });

  scanning(keyhalt);
  hook(keyhalt);
  response(keyhalt);
  fixing(keyhalt);
  installation(keyhalt);
  policy(keyhalt);
  helping(keyhalt);
  return keyhalt;
}

function hook(keyhalt: Command): void {
  keyhalt
    .command('hook')
    .argument(
      '<name>',
      'pre-commit, pre-merge-commit, prepare-commit-msg, commit-msg, pre-push or pre-receive',
    )
    .argument('[args...]', 'what git passes to the hook')
    .description('run a hook: what the installed hooks do')
    .allowUnknownOption()
    .action((name: string, args: string[]) =>
      guarded(async () => (await import('./hook-here.ts')).runHookHere(name, args)),
    );
}
