import type { Command } from 'commander';
import { visible } from '../model/visible.ts';
import { redacted } from '../redacted.ts';
import { takeValuesOnce } from './once.ts';
import { guarded } from './reporting.ts';

/** What tells what a command does, and what is wrong in how it is called. To be called when all others are there. */
export function helping(keyhalt: Command): void {
  for (const command of withAllBelow(keyhalt)) {
    // Commander's own ends with the exit code that stands for a mistake, and tells nothing of a command that is not there.
    command.helpCommand(false);
    takeValuesOnce(command);
    command.showHelpAfterError(`(see ${nameOf(command)} --help)`);
  }
  keyhalt
    .command('help')
    .argument('[command...]')
    .description('show what a command does, and its options')
    .action((names: string[]) => {
      commandNamed(keyhalt, names).outputHelp();
      return guarded(async () => 0);
    });
}

/** What Commander says of how it was called, which may quote what was typed. */
export const complaint = (text: string): string => redacted(text).split('\n').map(visible).join('\n');

const withAllBelow = (command: Command): Command[] => [command, ...command.commands.flatMap(withAllBelow)];

const nameOf = (command: Command): string =>
  command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;

/** @throws CommanderError for a name that is none */
const commandNamed = (keyhalt: Command, names: readonly string[]): Command =>
  names.reduce(
    (command, name) =>
      command.commands.find((one) => one.name() === name) ??
      command.error(`error: unknown command '${name}'`),
    keyhalt,
  );
