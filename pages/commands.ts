/** Every command with its flags, as `keyhalt … --help` tells them: docs/cli.md. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * A section for each command, in the order in which the help names them.
 *
 * @param program the built `bin/keyhalt`
 */
export async function commands(program: string): Promise<string> {
  const all = await helpOf(program, []);
  return all
    .map(({ words, text }) => `### ${['keyhalt', ...words].join(' ')}\n\n\`\`\`text\n${text}\n\`\`\``)
    .join('\n\n');
}

interface Help {
  readonly words: readonly string[];
  readonly text: string;
}

async function helpOf(program: string, words: readonly string[]): Promise<Help[]> {
  const { stdout } = await run(process.execPath, [program, ...words, '--help']);
  const below = await Promise.all(namedIn(stdout).map((name) => helpOf(program, [...words, name])));
  return [{ words, text: stdout.trimEnd() }, ...below.flat()];
}

/** The commands that a help names; `help` itself has nothing to tell. */
export function namedIn(help: string): string[] {
  const [, list = ''] = /^Commands:\n((?: .*\n?)+)/m.exec(help) ?? [];
  return [...list.matchAll(/^ {2}([a-z][a-z-]*)/gm)]
    .map(([, name]) => name!)
    .filter((name) => name !== 'help');
}
