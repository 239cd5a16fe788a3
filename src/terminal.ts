import { existsSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { ColorSupportLevel } from 'chalk';
import { quoteIfNeeded } from './model/quote.ts';

type Stream = Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'rows'>;

/** A program that runs, and where it was started. */
export interface Program {
  readonly argv: readonly string[];
  readonly cwd: () => string;
}

/**
 * How a stream wants its text: colour as FORCE_COLOR, NO_COLOR and the terminal say, in this order; where the screen
 * ends, which a file or the log of a CI has not; and what its reader types to start this keyhalt once more.
 */
export function terminalOptions(stream: Stream, env: NodeJS.ProcessEnv, program?: Program) {
  return {
    ...(program === undefined ? {} : { command: commandOf(program) }),
    color: colorLevel(stream, env),
    width: positive(stream.columns) ?? 100,
    rows: stream.isTTY ? (positive(stream.rows) ?? 40) : Number.POSITIVE_INFINITY,
  };
}

function colorLevel({ isTTY }: Stream, env: NodeJS.ProcessEnv): ColorSupportLevel {
  const force = env.FORCE_COLOR;
  if (force !== undefined) {
    if (force === '0' || force === 'false') return 0;
    return force === '2' || force === '3' ? (Number(force) as ColorSupportLevel) : 1;
  }
  if (env.NO_COLOR || env.TERM === 'dumb') return 0;
  return isTTY ? 1 : 0;
}

/** A text of ours in which each line that starts keyhalt is what its reader types for that; what it quotes would be changed, too. */
export const forReader = (text: string, program: Program): string =>
  text.replaceAll(starts, () => commandOf(program));

/** The same for a file, which may be read elsewhere: a path of this machine leads nowhere there. */
export const forFile = (text: string, program: Program): string =>
  text.replaceAll(starts, () => commandInFiles(program));

export function commandInFiles(program: Program): string {
  const command = commandOf(program);
  return command === 'npx keyhalt' ? command : 'keyhalt';
}

/** Of other words that follow the name, none is a command. */
const starts =
  /(?<![\w./@-]|npx )keyhalt(?= (?:scan|ci|hook|respond|fix|install|uninstall|doctor|explain|baseline|rules)\b)/g;

/** What a project has in its node_modules, or npx in its cache, is in no PATH; elsewhere than in the project npx does not find it. */
function commandOf({ argv: [, file = ''], cwd }: Program): string {
  const [, project] = /^(.*?)[\\/]node_modules[\\/]/.exec(file) ?? [];
  const isOfProject = project !== undefined && `${asOne(cwd())}${sep}`.startsWith(`${asOne(project)}${sep}`);
  if (isOfProject || /[\\/]_npx[\\/]/.test(file)) return 'npx keyhalt';
  // Those for everybody stand beside no package.json.
  const isInProject = project !== undefined && existsSync(join(project, 'package.json'));
  return isInProject ? quoteIfNeeded(join(project, 'node_modules/.bin/keyhalt')) : 'keyhalt';
}

/** On Windows a drive is c: to some programs and C: to others. */
const asOne = (path: string): string => (process.platform === 'win32' ? path.toLowerCase() : path);

const positive = (value: number | undefined): number | undefined =>
  value !== undefined && value > 0 ? value : undefined;
