import { describe, expect, test } from 'vitest';
import { terminalOptions } from '../src/terminal.ts';

const color = (isTTY: boolean, env: NodeJS.ProcessEnv) => terminalOptions(stream(isTTY), env).color;
const stream = (isTTY: boolean, columns?: number, rows?: number) =>
  ({ isTTY, columns, rows }) as unknown as NodeJS.WriteStream;

describe('colour', () => {
  test.each<[string, boolean, NodeJS.ProcessEnv, number]>([
    ['a terminal has it', true, {}, 1],
    ['a pipe has none', false, {}, 0],
    ['NO_COLOR takes it away', true, { NO_COLOR: '1' }, 0],
    ['an empty NO_COLOR does not count', true, { NO_COLOR: '' }, 1],
    ['a dumb terminal has none', true, { TERM: 'dumb' }, 0],
    ['FORCE_COLOR brings it into a pipe', false, { FORCE_COLOR: '1' }, 1],
    ['FORCE_COLOR counts for more than NO_COLOR', false, { FORCE_COLOR: 'true', NO_COLOR: '1' }, 1],
    ['an empty FORCE_COLOR asks for it, too', false, { FORCE_COLOR: '' }, 1],
    ['FORCE_COLOR=0 takes it away', true, { FORCE_COLOR: '0' }, 0],
    ['FORCE_COLOR=false takes it away', true, { FORCE_COLOR: 'false' }, 0],
    ['FORCE_COLOR says how many', false, { FORCE_COLOR: '3' }, 3],
  ])('%s', (_, isTTY, env, level) => {
    expect(color(isTTY, env)).toBe(level);
  });
});

describe('the size', () => {
  test('is that of the terminal', () => {
    expect(terminalOptions(stream(true, 60, 24), {})).toMatchObject({ width: 60, rows: 24 });
  });

  test('is a usual one where there is no terminal, or one that does not know', () => {
    for (const size of [undefined, 0])
      expect(terminalOptions(stream(false, size, size), {})).toMatchObject({ width: 100, rows: 40 });
  });
});
