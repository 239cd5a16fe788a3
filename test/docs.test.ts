/** What the documentation says of the program is what the program says, and its pages can be put on a site as they are. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { marked, type Token, type Tokens } from 'marked';
import { parse } from 'smol-toml';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { namedIn } from '../pages/commands.ts';
import { madePages, withPart } from '../pages/pages.ts';
import { providers } from '../src/ci/providers.ts';
import { readConfiguration } from '../src/policy/configuration.ts';
import { planFor } from '../src/respond/plan.ts';
import { changeRequests, withChange } from './support/ci.ts';
import { fake } from './support/fakes.ts';
import { keyhalt, someOf } from './support/keyhalt.ts';
import { allLeaks } from './support/leaks.ts';
import { allRules } from './support/scanning.ts';
import { runPlan } from './support/shell-plans.ts';

const root = join(import.meta.dirname, '..');
const read = (...path: string[]) => readFileSync(join(root, ...path), 'utf8');

describe('what is made by npm run docs', () => {
  let made: ReadonlyMap<string, string>;
  beforeAll(async () => {
    made = await madePages(root);
  }, 60_000);

  test.each([
    'docs/rules.md',
    'docs/configuration.md',
    'docs/keyhalt.schema.json',
    'docs/cli.md',
    'docs/respond.md',
  ])('%s is as it was made', (path) => {
    expect([...made.keys()]).toContain(path);
    expect(read(path)).toBe(made.get(path));
  });

  test('has every command in it', () => {
    const sections = [...made.get('docs/cli.md')!.matchAll(/^### (keyhalt.*)$/gm)].map(([, name]) => name!);

    expect(sections).toEqual(expect.arrayContaining(['keyhalt', 'keyhalt scan', 'keyhalt baseline audit']));
    expect(
      namedIn('Usage: x\n\nCommands:\n  one-a [options]  what\n                   more\n  help  x\n'),
    ).toEqual(['one-a']);
  });

  test('does not go into a page that has lost its marks', () => {
    expect(() => withPart('# A page\n', 'part')).toThrow('lost the marks');
  });
});

describe('docs/cli.md', () => {
  const page = read('docs', 'cli.md');
  const commands = [...page.matchAll(/^### (keyhalt .*)$/gm)].map(([, name]) => name!);
  test('has the exit codes of each command', () => {
    const groups = commands.filter((name) => commands.some((other) => other.startsWith(`${name} `)));
    const [, section = ''] = /^## Exit codes$(.*?)^## /ms.exec(page) ?? [];
    const rows = [...section.matchAll(/^\| (`.*?) \|/gm)].map(([, cell]) => cell!);
    const told = rows.flatMap((cell) => cell.match(/(?<=`)keyhalt[^`]*/g) ?? []);

    expect(told.sort()).toEqual(commands.filter((name) => !groups.includes(name)).sort());
  });

  test('has every variable that the program asks for, or leads to the page that has', () => {
    const [, section = ''] = /^## Environment$(.*?)^## /ms.exec(page) ?? [];
    const others = [...section.matchAll(/\]\(([\w-]+\.md)\)/g)].map(([, name]) => read('docs', name!));
    const isTold = (name: string) =>
      [section, ...(name.startsWith('KEYHALT_') ? [] : others)].some((text) => text.includes(`\`${name}`));
    const between = [
      'KEYHALT_AHEAD',
      'KEYHALT_CLEAN',
      'KEYHALT_FOUND',
      'KEYHALT_INPUT',
      'PWD',
      'BASH_VERSION',
      'OSTYPE',
    ];

    expect(variablesAsked().filter((name) => !between.includes(name) && !isTold(name))).toEqual([]);
    expect(variablesAsked()).toEqual(
      expect.arrayContaining(['KEYHALT_NODE', 'KEYHALT_POLICY', 'XDG_CACHE_HOME', 'NVM_DIR', 'TERM']),
    );
  });
});

describe('docs/configuration.md', () => {
  const examples = [...read('docs', 'configuration.md').matchAll(/```toml\n(.*?)```/gs)].map(
    ([, text]) => text!,
  );

  test('has examples that are understood', async () => {
    expect(examples).toHaveLength(3);
    const whole = examples.join('\n');

    await expect(
      readConfiguration(whole, 'keyhalt.toml', allRules, new Date('2026-01-01')),
    ).resolves.toBeDefined();
  });

  test('says which second looks are the default', async () => {
    const { decode } = parse(examples[0]!) as { decode: Record<string, unknown> };
    const [byDefault, written] = await Promise.all(
      [
        '',
        `[decode]\n${Object.entries(decode)
          .map(([key, value]) => `${key} = ${value}\n`)
          .join('')}`,
      ].map((text) => readConfiguration(text, 'keyhalt.toml', allRules, new Date('2026-01-01'))),
    );

    expect(written).toEqual(byDefault);
    expect(Object.keys(decode)).toHaveLength(11);
  });

  test('names the schema that the package brings', () => {
    const path = /#:schema \.\/node_modules\/keyhalt\/(\S+)/.exec(read('docs', 'configuration.md'))?.[1];

    expect(JSON.parse(read('package.json')).files).toContain(path!.split('/')[0]);
    expect(existsSync(join(root, path!))).toBe(true);
  });
});

describe('docs/ci.md', () => {
  const text = read('docs', 'ci.md');
  const blocks = [...text.matchAll(/```(yaml|groovy)\n(.*?)```/gs)].map(([, kind, block]) => ({
    kind,
    block: block!,
  }));
  const sections = text.split(/^#+ /m).map((section) => [section.split('\n', 1)[0]!, section] as const);
  const examples = Object.entries({
    'GitHub Actions': 'GitHub, the merge commit',
    'GitLab CI': 'GitLab, the head',
    'Bitbucket Pipelines': 'Bitbucket, merged with its destination',
    'Azure Pipelines': 'Azure, the merge commit',
    CircleCI: 'CircleCI, a branch',
    Jenkins: 'Jenkins, the head',
    Buildkite: 'Buildkite, the head',
    'Forks and pull_request_target': 'GitHub, pull_request_target with the head beside it',
  });

  test('has an example for every CI, and all are what they are to be', () => {
    expect(
      examples
        .map(([name]) => name)
        .slice(0, -1)
        .sort(),
    ).toEqual(providers.map(({ name }) => name).sort());
    expect(blocks).toHaveLength(examples.length);
    for (const { kind, block } of blocks) {
      expect(block).toContain('npx keyhalt ci');
      if (kind === 'yaml') expect(parseYaml(block)).toBeTypeOf('object');
    }
  });

  someOf(examples, 4)('has an example for %s that stops a key', (name, request) => {
    const section = sections.find(([title]) => title === name)![1];
    const words = /npx keyhalt (ci(?: --?[\w:.-]+(?: [a-z]+:[\w.-]+)?)*)/.exec(section.split('```')[1]!)![1]!;
    const ground = withChange({ '.env': `KEY=${fake.awsKeyId}\n` });
    const env = changeRequests[request]!(ground);

    const run = keyhalt(ground.here, words, { env });

    expect(run.code, run.stderr).toBe(1);
    expect(run.stdout + run.stderr).not.toContain(fake.awsKeyId);
  });

  test('has the line for the whole history of every CI', () => {
    const plain = (line: string) => line.replaceAll(/[`"“”]/g, '');
    const lines = [...text.matchAll(/^\| ([\w ]+) \| ((?:add|write|take) .*) \|$/gm)];

    expect(Object.fromEntries(lines.map(([, name, line]) => [name, plain(line!)]))).toEqual(
      Object.fromEntries(
        providers.map(({ name, wholeHistory }) => [
          name,
          plain(wholeHistory.replace(' in env: of the step', '')),
        ]),
      ),
    );
  });

  test('names every variable that is read', () => {
    const folder = join(import.meta.dirname, '..', 'src', 'ci');
    const code = readdirSync(folder).map((file) =>
      read('src', 'ci', file).replaceAll(/\/\*.*?\*\/|\/\/.*$/gms, ''),
    );
    const names = code.flatMap((one) => [...one.matchAll(/env\.([A-Z_]+)\b|'([A-Z]+_[A-Z_]+)'/g)]);

    expect(names.length).toBeGreaterThan(30);
    for (const [, one, other] of names) expect(text).toContain(one ?? other);
  });
});

describe('docs/respond.md', () => {
  const text = read('docs', 'respond.md');

  test('has lines that a shell understands, from top to bottom, with every variable set', () => {
    const blocks = [...text.matchAll(/```sh\n(.*?)```/gs)].map(([, block]) => block!.trimEnd().split('\n'));
    const steps = blocks.map((commands) => ({
      title: '',
      why: '',
      commands,
      undo: { kind: 'reading' as const },
    }));

    const { code, stderr, calls } = runPlan({ title: '', means: [], steps });

    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(calls.map(([service, call]) => `${service} ${call}`)).toEqual(
      expect.arrayContaining(['iam update-access-key', 'iam put-user-policy', 'cloudtrail lookup-events']),
    );
  });

  test('stops before it looks, keeps before it deletes, and ends with git', () => {
    const order = ['--status Inactive', 'cloudtrail lookup-events', 'iam delete-access-key', 'keyhalt fix`'];
    const places = order.map((words) => text.indexOf(words));

    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((one, other) => one - other));
  });

  test('has a section for every kind but what no rule tells', () => {
    const titles = [...text.matchAll(/^### (.+)\n\n.*\n\n1\. /gm)].map(([, title]) => title!);
    const kinds = allLeaks
      .filter(([, { kind }]) => kind !== 'unknown')
      .map(([, leak]) => planFor(leak).title);

    // Where it is not known whose it is, the sections of those that it may be tell.
    const open = [/, of an IAM user or of the root user$/, / \(a session\)$/];
    expect([...new Set(kinds)].filter((title) => !open.some((one) => one.test(title))).sort()).toEqual(
      titles.sort(),
    );
  });
});

test('the package brings no other one, and runs nothing when it is installed', () => {
  const { scripts, peerDependencies, peerDependenciesMeta, ...rest } = JSON.parse(read('package.json'));

  expect(Object.keys(rest).filter((key) => /dependencies$/i.test(key))).toEqual(['devDependencies']);
  // npm leaves a peer away that is optional, and takes it where it is there.
  for (const name of Object.keys(peerDependencies))
    expect(peerDependenciesMeta[name], name).toEqual({ optional: true });
  expect(Object.keys(scripts).filter((name) => /^(?:pre|post)?(?:install|uninstall)$/.test(name))).toEqual(
    [],
  );
});

describe('the pages', () => {
  const names = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
  const pages = new Map(names.map((name) => [name, pageOf(read('docs', name))] as const));

  test.each(names)('%s begins with its only title', (name) => {
    const { headings } = pages.get(name)!;

    expect(headings.filter(({ depth }) => depth === 1)).toHaveLength(1);
    expect(headings[0]?.depth).toBe(1);
  });

  test.each(names)('%s leads only to what is there, and to nothing outside of docs', (name) => {
    for (const link of pages.get(name)!.links.filter((link) => !/^https?:/.test(link))) {
      const [path = '', anchor] = link.split('#');
      expect(path, link).toMatch(/^(?:[\w.-]+\.(?:md|json))?$/);
      if (path !== '') expect(existsSync(join(root, 'docs', path)), link).toBe(true);
      if (anchor === undefined) continue;
      const target =
        pages.get(path === '' ? name : path)?.headings.filter(({ slug }) => slug === anchor) ?? [];
      expect(target, link).toHaveLength(1);
      // Of other titles each generator makes another anchor.
      expect(target[0]!.text, link).toMatch(/^[A-Za-z][A-Za-z0-9 ]*$/);
    }
  });

  test.each(names)('%s has nothing that a generator of sites takes for its own', (name) => {
    const { prose, html } = pages.get(name)!;

    expect(html.filter((text) => !/^<!--.*-->\s*$/.test(text))).toEqual([]);
    expect(prose.filter((text) => /\{\{|\{%|\{#/.test(text))).toEqual([]);
  });

  test('are all in the index, by their titles, which says one sentence of each', () => {
    const rows = [...read('docs', 'index.md').matchAll(/^- \[([^\]]+)\]\(([^)]+)\): (?!.*\. ).+\.$/gm)];
    const all = readdirSync(join(root, 'docs')).filter((name) => name !== 'index.md');

    expect(rows.map(([, , link]) => link!).sort()).toEqual(all.sort());
    for (const [, title, link] of rows.filter(([, , link]) => pages.has(link!)))
      expect(title).toBe(pages.get(link!)!.headings[0]!.text);
  });

  test('name no file that is not there', () => {
    const named = [...pages.values()].flatMap(({ code }) =>
      code.filter((text) => /^(?:src|test|bin|bench|rules|pages|docs)\/[\w./-]+$/.test(text)),
    );

    expect(named.length).toBeGreaterThan(50);
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  test('are what the README leads to', () => {
    const { links } = pageOf(read('README.md'));

    for (const link of links.filter((link) => !/^https?:/.test(link))) {
      const [path = '', anchor] = link.split('#');
      expect(existsSync(join(root, path)), link).toBe(true);
      if (anchor !== undefined) expect(pageOf(read(path)).headings.map(({ slug }) => slug)).toContain(anchor);
    }
    expect(links).toContain('docs/index.md');
  });
});

interface Page {
  readonly headings: readonly { readonly depth: number; readonly text: string; readonly slug: string }[];
  readonly links: readonly string[];
  readonly html: readonly string[];
  /** Words in code, each by itself. */
  readonly code: readonly string[];
  /** Text outside of code. */
  readonly prose: readonly string[];
}

function pageOf(text: string): Page {
  const tokens: Token[] = [];
  marked.walkTokens(marked.lexer(text), (token) => void tokens.push(token));
  const of = <T extends Token>(type: string) => tokens.filter((token) => token.type === type) as T[];
  return {
    headings: of<Tokens.Heading>('heading').map(({ depth, text }) => ({ depth, text, slug: slugOf(text) })),
    links: of<Tokens.Link>('link').map(({ href }) => href),
    html: of<Tokens.HTML>('html').map(({ text }) => text),
    code: of<Tokens.Codespan>('codespan').map(({ text }) => text),
    prose: of<Tokens.Text>('text').map(({ raw }) => raw),
  };
}

/** As GitHub makes it. */
const slugOf = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

/** By their names in the sources and in the scripts, but for what git sets for its hooks. */
function variablesAsked(): string[] {
  const sources = (readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }) as string[])
    // What the systems of CI set has a page of its own.
    .filter((name) => name.endsWith('.ts') && !/^ci\b/.test(name))
    .map((name) => read('src', name).replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, ''))
    .join('\n');
  const scripts = ['keyhalt', 'keyhalt-hook']
    .map((name) => read('bin', name).replace(/^ *#.*$/gm, ''))
    .join('\n');
  const found = [
    ...sources.matchAll(/\benv\??\.([A-Z][A-Z_]+)/g),
    ...sources.matchAll(/\{ ([^{}]*) \} = env\b/g),
    ...sources.matchAll(/'((?:KEYHALT|NODE|XDG|AWS|GITHUB|HUSKY)_[A-Z_]+)'/g),
    ...scripts.matchAll(/\$\{?([A-Z][A-Z_]+)|\benv\.([A-Z][A-Z_]+)/g),
  ].flatMap(([, one = '', other = '']) => `${one} ${other}`.match(/[A-Z][A-Z_]+/g) ?? []);
  return [...new Set(found)].filter((name) => !/^GIT_/.test(name)).sort();
}
