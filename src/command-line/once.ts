import type { Command, Option } from 'commander';
import { output, several } from './options.ts';

/**
 * Of an option that is given twice Commander keeps the last value alone: what was asked for first would not be scanned. An
 * empty one, as a variable that is not set leaves it, it takes for a name.
 */
export function takeValuesOnce(command: Command): void {
  for (const option of command.options) {
    const name = option.name();
    const refuse = (why: string) => command.error(`error: option '${option.flags}' ${why}`);
    let isGiven = false;
    command.on(`option:${name}`, (value?: string | null) => {
      if (value === '' && !toldInReports.has(name)) refuse('is empty. Say what is meant, or leave it out.');
      if (isGiven && hasOneValue(option))
        refuse('is given twice, and only one would count. Leave one out, or call keyhalt once for each.');
      isGiven = true;
    });
  }
}

/** Where that is for a report to tell, too, or where more can be said. */
const toldInReports: ReadonlySet<string> = new Set([
  ...['message', 'range', 'base', 'head', 'config', 'stdin-name', 'template'],
]);

const hasOneValue = ({ required, optional, parseArg }: Option): boolean =>
  (required || optional) && !repeatable.includes(parseArg);

const repeatable: readonly unknown[] = [several, output];
