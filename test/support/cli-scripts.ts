/** What the command line says, by the scripts in test/cli. `UPDATE=1 npm test` writes them anew. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fakes } from './fakes.ts';
import { costly } from './keyhalt.ts';
import { aRepo } from './repo.ts';
import { parse, play, print } from './script.ts';

const folder = join(import.meta.dirname, '..', 'cli');

/** Those with the most commands, each of which is a process. */
const longest = new Set([
  'explain.txt',
  'rules.txt',
  'baseline.txt',
  'range.txt',
  'history.txt',
  'output.txt',
  'ci.txt',
  'hooks.txt',
  'merge.txt',
  'first-five-minutes.txt',
  'files.txt',
  'compare.txt',
  'patch.txt',
  'respond.txt',
  'fix.txt',
  'mistakes.txt',
  'named-file.txt',
]);

/** Plays every second script, from this one on, so that two workers share them. */
export function playScripts(from: 0 | 1): void {
  const all = readdirSync(folder).filter((name) => name.endsWith('.txt'));

  const mine = all.filter((_, at) => at % 2 === from);
  const isLeft = (name: string) => !costly && !process.env.UPDATE && longest.has(name);

  test.skip.each(mine.filter(isLeft))('%s', () => {});
  test.each(mine.filter((name) => !isLeft(name)))('%s', (name) => {
    const file = join(folder, name);
    const script = parse(readFileSync(file, 'utf8'));

    const said = print(play(script, aRepo(), fakes(name)));

    if (process.env.UPDATE) return writeFileSync(file, said);
    const expects = script.some(({ kind, lines }) => kind === 'command' && lines.length > 0);
    expect(expects, 'it expects nothing yet: run UPDATE=1 npm test, and read what that wrote').toBe(true);
    expect(said).toBe(print(script));
  });
}
