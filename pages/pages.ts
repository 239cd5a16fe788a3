/** What of the documentation is made from the program: whole files, and parts of files that people write. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { printMarkdown } from '../src/commands/rules.ts';
import { commands } from './commands.ts';
import { reference } from './reference.ts';
import { responses } from './responses.ts';
import { configurationJsonSchema } from './schema.ts';

/**
 * The files as they should be, by their path.
 *
 * @param root the folder of the project, with a built `dist`
 */
export async function madePages(root: string): Promise<ReadonlyMap<string, string>> {
  const written = (path: string) => readFile(join(root, path), 'utf8');
  return new Map([
    ['docs/rules.md', rules()],
    ['docs/keyhalt.schema.json', `${JSON.stringify(configurationJsonSchema(), null, 2)}\n`],
    ['docs/configuration.md', withPart(await written('docs/configuration.md'), reference())],
    ['docs/respond.md', withPart(await written('docs/respond.md'), responses())],
    ['docs/cli.md', withPart(await written('docs/cli.md'), await commands(join(root, 'bin', 'keyhalt')))],
  ]);
}

function rules(): string {
  const lines: string[] = [];
  printMarkdown((line) => lines.push(line));
  return `${lines.join('\n')}\n`;
}

const marks = /(<!-- made by npm run docs -->\n).*?(<!-- until here -->)/s;

/** The page with this between its two marks. */
export function withPart(page: string, part: string): string {
  if (!marks.test(page)) throw new Error('a page has lost the marks between which a part of it is made');
  return page.replace(marks, (_, begin, end) => `${begin}\n${part}\n\n${end}`);
}
