/** What the command line says, by the scripts in test/cli. `UPDATE=1 npm test` writes them anew. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fakes } from './support/fakes.ts';
import { aRepo } from './support/repo.ts';
import { parse, play, print } from './support/script.ts';

const folder = join(import.meta.dirname, 'cli');

test.each(readdirSync(folder).filter((name) => name.endsWith('.txt')))('%s', (name) => {
  const file = join(folder, name);
  const script = parse(readFileSync(file, 'utf8'));

  const said = print(play(script, aRepo(), fakes(name)));

  if (process.env.UPDATE) return writeFileSync(file, said);
  const expects = script.some(({ kind, lines }) => kind === 'command' && lines.length > 0);
  expect(expects, 'it expects nothing yet: run UPDATE=1 npm test, and read what that wrote').toBe(true);
  expect(said).toBe(print(script));
});
