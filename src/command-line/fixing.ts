import type { Command } from 'commander';
import { guarded, interruptedCode } from './reporting.ts';
import { readyForAudit, situation } from './situation.ts';

/** What takes a secret out of where it stands. */
export function fixing(keyhalt: Command): void {
  keyhalt
    .command('fix')
    .argument('[what...]', 'PATH, PATH:LINE or kh1:…; by default what is staged, else the work tree and HEAD')
    .description('take credentials out of what is not pushed yet, and say what to do about what is')
    .option('--yes', 'do it without asking; the change is shown all the same')
    .option('--dry-run', 'only show what would be done')
    .option(
      '--replace-text',
      'for kh1:…: write the file that git filter-repo needs, and remove it afterwards',
    )
    .option('--replace-file <path>', 'the same, to this file, which stays until you remove it')
    .option('--config <file>', 'use this configuration instead of the staged keyhalt.toml')
    .action((what: string[], options) =>
      guarded(async () => {
        const { fix } = await import('../commands/fix/fix.ts');
        const means = await readyForAudit({ cache: true });
        return fix(what, { ...situation(options), ...(await persons()), unbroken, means });
      }),
    );
}

/** Does something to its end; a signal meanwhile ends the programs that it starts, and no more. */
async function unbroken<Result>(work: () => Promise<Result>): Promise<Result> {
  const goOn = () => {};
  for (const signal of endingSignals) process.on(signal, goOn);
  try {
    return await work();
  } finally {
    for (const signal of endingSignals) process.off(signal, goOn);
  }
}

const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/** What only a person at a terminal can say. */
async function persons() {
  const { asked, canAsk, confirmed } = await import('./asking.ts');
  if (!canAsk(process)) return {};
  return {
    ask: (question: string) => confirmed(question, process),
    untilDone: (cleanUp: () => void) => {
      const end = () => {
        cleanUp();
        process.exit(interruptedCode);
      };
      for (const signal of endingSignals) process.once(signal, end);
      process.once('exit', cleanUp);
      return async (words: string) => {
        if ((await asked(words, process)) === undefined) end();
        cleanUp();
      };
    },
  };
}
