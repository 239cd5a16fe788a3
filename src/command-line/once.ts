import type { Command, Option } from 'commander';
import { output, several } from './options.ts';

/** Of an option that is given twice Commander keeps the last value alone: what was asked for first would not be scanned. */
export function takeValuesOnce(command: Command): void {
  for (const option of command.options.filter(hasOneValue)) {
    let isGiven = false;
    command.on(`option:${option.name()}`, () => {
      if (isGiven)
        command.error(
          `error: option '${option.flags}' is given twice, and only one would count. Leave one out, or call keyhalt once for each.`,
        );
      isGiven = true;
    });
  }
}

const hasOneValue = ({ required, optional, parseArg }: Option): boolean =>
  (required || optional) && !repeatable.includes(parseArg);

const repeatable: readonly unknown[] = [several, output];
