import type { ColorSupportLevel } from 'chalk';

type Stream = Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'rows'>;

/** How a stream wants its text: colour as FORCE_COLOR, NO_COLOR and the terminal say, in this order. */
export function terminalOptions(stream: Stream, env: NodeJS.ProcessEnv) {
  return {
    color: colorLevel(stream, env),
    width: positive(stream.columns) ?? 100,
    rows: positive(stream.rows) ?? 40,
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

const positive = (value: number | undefined): number | undefined =>
  value !== undefined && value > 0 ? value : undefined;
