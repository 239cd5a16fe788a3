/** Says which secrets a text gives away: a stretch of eight characters of what must not be shown is too much. */
import type { Fakes } from './fakes.ts';

/** How many of the first and last characters are no secret. */
const open: Partial<Record<keyof Fakes, readonly [number, number]>> = {
  awsKeyId: [4, 4],
  awsTemporaryKeyId: [4, 4],
  bedrockLong: [4, 0],
  bedrockShort: [16, 0],
  mwsToken: [9, 0],
};

export const hidden = (said: string, secrets: readonly (readonly [keyof Fakes, string])[]): string[] =>
  secrets.flatMap(([kind, secret]) => {
    const [first, last] = open[kind] ?? [0, 0];
    const closed = secret.slice(first, secret.length - last);
    const shown = Array.from({ length: closed.length - 7 }, (_, at) => closed.slice(at, at + 8)).find(
      (part) => said.includes(part),
    );
    return shown === undefined ? [] : [`${kind}: …${shown}…`];
  });
