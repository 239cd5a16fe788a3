/**
 * Reads a log line by line as the runner of GitHub Actions does (actions/runner, ActionCommand and its tests): a command
 * begins a line, after blanks at most, with two colons; in the older form it stands anywhere, as ##[name]data.
 */
export interface Command {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

export const linesOf = (log: string): string[] => log.split(/\r\n|\r|\n/);

export function commandIn(line: string): Command | undefined {
  const [, name, properties = '', message] = /^\s*::([\w-]+)(?: ([^:]*))?::(.*)$/su.exec(line) ?? [];
  if (name !== undefined)
    return {
      name,
      properties: Object.fromEntries(
        properties
          .split(',')
          .filter(Boolean)
          .map((pair) => pair.split(/=(.*)/su).slice(0, 2).map(unescaped)),
      ),
      message: unescaped(message!),
    };
  const [, older, data] = /##\[([^\]]*)\](.*)/su.exec(line) ?? [];
  return older === undefined ? undefined : { name: older, properties: {}, message: data! };
}

const unescaped = (text: string): string =>
  text
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%25', '%');
