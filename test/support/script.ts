/**
 * Scripts of the command line that one can read aloud: comments, files, commands and what they say.
 *
 *     # A staged key stops the commit.
 *
 *     -- .env --
 *     KEY={aws-key}
 *
 *     $ keyhalt scan --staged
 *     .env:1  medium  aws-access-key-id  KEY=AKIA************WXYZ
 *     [1]
 *
 * A file goes on to the next `$` or `--` line, a comment stands first or after a blank line, `[1]` is an exit code
 * other than 0. Credentials are made at run time, and put back as placeholders in what was said.
 */
import { dirname } from 'node:path';
import type { Fakes } from './fakes.ts';
import { bin } from './keyhalt.ts';
import type { Repo } from './repo.ts';

/** `head` is the line that says what it is; a command's further lines are what it is expected to say. */
export interface Step {
  readonly kind: 'comment' | 'file' | 'command';
  readonly head: string;
  readonly lines: readonly string[];
}

export function parse(text: string): Step[] {
  const steps: (Step & { readonly lines: string[] })[] = [];
  let previous = '';
  for (const line of text.split('\n')) {
    const kind = kindOf(line, previous, steps.at(-1)?.kind);
    if (kind) steps.push({ kind, head: line, lines: [] });
    else if (steps.length > 0) steps.at(-1)!.lines.push(line);
    previous = line;
  }
  return steps.map((step) => ({
    ...step,
    lines: step.lines.join('\n').trimEnd().split('\n').filter(notAlone),
  }));
}

function kindOf(line: string, previous: string, inside?: Step['kind']): Step['kind'] | undefined {
  if (line.startsWith('$ ')) return 'command';
  if (/^-- .+ --$/.test(line)) return 'file';
  return line.startsWith('# ') && previous === '' && inside !== 'file' ? 'comment' : undefined;
}

/** `''.split()` has one empty line; no lines are meant. */
const notAlone = (line: string, _: number, lines: readonly string[]): boolean =>
  lines.length > 1 || line !== '';

/** Commands follow one another without a gap; everything else is a paragraph. */
export const print = (steps: readonly Step[]): string =>
  steps
    .map(({ kind, head, lines }, n) => {
      const gap = n > 0 && !(kind === 'command' && steps[n - 1]!.kind === 'command') ? '\n' : '';
      return [gap + head, ...lines].join('\n');
    })
    .join('\n')
    .concat('\n');

/** The same steps, with what the commands really say. */
export const play = (steps: readonly Step[], repo: Repo, secrets: Fakes): Step[] =>
  steps.map((step) => {
    if (step.kind === 'command') return { ...step, lines: run(step.head.slice(2), repo, secrets) };
    if (step.kind === 'file')
      repo.write({ [step.head.slice(3, -3)]: `${fill(step.lines.join('\n'), secrets)}\n` });
    return step;
  });

function run(command: string, repo: Repo, secrets: Fakes): string[] {
  const env = { PATH: `${bin}:${repo.env.PATH}` };
  const { code, stdout } = repo.run('sh', ['-c', `exec 2>&1\n${fill(command, secrets)}`], { env });
  const said = stable(stdout.trimEnd(), repo, secrets);
  const shown = Object.keys(placeholders).find((name) => said.includes(`{${name}}`));
  if (shown && /^(keyhalt|git (commit|merge|push))\b/.test(command))
    throw new Error(`${command} shows ${shown}`);
  return [...(said === '' ? [] : said.split('\n')), ...(code === 0 ? [] : [`[${code}]`])];
}

const placeholders: Record<string, keyof Fakes> = {
  'aws-key': 'awsKeyId',
  'aws-temporary-key': 'awsTemporaryKeyId',
  'aws-secret': 'awsSecret',
  'aws-session-token': 'sessionToken',
  'bedrock-key': 'bedrockLong',
  'bedrock-short-key': 'bedrockShort',
  'mws-token': 'mwsToken',
};

const fill = (text: string, secrets: Fakes): string =>
  text.replace(/\{([a-z-]+)\}/g, (whole, name: string) => {
    const kind = placeholders[name];
    return kind ? secrets[kind] : whole;
  });

/** What differs from run to run or from machine to machine gives way to a name in braces. */
function stable(said: string, repo: Repo, secrets: Fakes): string {
  const names = Object.entries(placeholders);
  const values = names.reduce((text, [name, kind]) => text.replaceAll(secrets[kind], `{${name}}`), said);
  const ends = names.map(([, kind]) => secrets[kind].slice(-4).replace(/[+/=]/g, '\\$&'));
  return values
    .replace(new RegExp(`(?<=\\*{4})(?:${ends.join('|')})`, 'g'), 'WXYZ')
    .replaceAll(repo.root, '{repo}')
    .replaceAll(dirname(repo.root), '{beside}')
    .replaceAll(dirname(bin), '{keyhalt}')
    .replace(/kh1:[0-9a-f]{8,}/g, 'kh1:{fingerprint}')
    .replace(/\b(?:[0-9a-f]{64}|[0-9a-f]{40})\b/g, '{oid}')
    .replace(/"seconds": [\d.]+/g, '"seconds": {time}')
    .replace(/"started": "[^"]+"/g, '"started": "{date}"')
    .replace(/(?<=\brules |"ruleSet": ")[0-9a-f]{12}(?:\+[0-9a-f]{12})?/g, '{hash}')
    .replace(/("(?:keyhalt|git|node)": ")\d[^"]*/g, '$1{version}')
    .replace(/\b\d+(?:\.\d+)? ?m?s\b/g, '{time}')
    .replace(
      // Where the machine has a file system of its own for what tests make.
      /git looked no further up than this file system: .*/g,
      'Without one, keyhalt scan PATH reads files and folders.',
    )
    .replace(/\b(keyhalt|git|node) v?\d+\.\d+\S*/gi, '$1 {version}');
}
