/** The picture of the house, as data: who may know whom. To change the shape, change it here, in the same commit. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, posix, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fakes } from './support/fakes.ts';
import { aRepo } from './support/repo.ts';

const root = join(import.meta.dirname, '..');

const aroundPrograms = ['problem.ts', 'redacted.ts', 'terminal.ts', 'verdict.ts', 'write.ts', 'read-all.ts'];

/** Rooms from the ground up, each with the rooms that it may know besides itself. Files at the top are rooms, too. */
const rooms: Record<string, readonly string[]> = {
  model: [],
  kernel: [],
  archives: ['model', 'kernel'],
  files: ['model'],
  patches: ['model'],
  patterns: ['model'],
  'own-keys': ['model'],
  scan: ['model', 'kernel'],
  fixing: [],
  git: ['model'],
  report: ['model'],
  policy: ['model', 'patterns'],
  respond: ['model'],
  sources: ['model', 'scan', 'git', 'archives', 'files', 'patches'],
  ci: ['model', 'git', 'sources'],
  'built-in.ts': ['model', 'rules'],
  gate: ['model', 'archives', 'scan'],
  cache: ['model', 'git', 'files'],
  packs: ['model', 'kernel', 'git'],
  threads: ['model', 'git', 'packs', 'scan', 'policy', 'sources'],
  hooks: ['model', 'git', 'files'],
  findings: ['model', 'scan', 'policy', 'sources'],
  'verdict.ts': ['model'],
  'terminal.ts': ['model'],
  'write.ts': [],
  'read-all.ts': ['model'],
  'problem.ts': ['model'],
  'redacted.ts': ['scan', 'built-in.ts'],
  'secret-of.ts': ['model', 'archives', 'files', 'scan', 'git'],
  'whose-policy': ['model', 'files', 'git', 'policy', 'sources', 'ci'],
  'run.ts': ['model', 'scan', 'git', 'policy', 'sources', 'findings', 'problem.ts', 'whose-policy'],
  'commit.ts': [
    'model',
    'kernel',
    'scan',
    'git',
    'policy',
    'files',
    'own-keys',
    'sources',
    'whose-policy',
    'run.ts',
    'built-in.ts',
  ],
  commands: [
    'model',
    'kernel',
    'scan',
    'git',
    'patterns',
    'policy',
    'sources',
    'files',
    'cache',
    'packs',
    'threads',
    'hooks',
    'ci',
    'findings',
    'whose-policy',
    'run.ts',
    'built-in.ts',
    'commit.ts',
    'verdict.ts',
    'secret-of.ts',
    'read-all.ts',
    'own-keys',
    'respond',
    'report',
    'fixing',
  ],
  'audit-means.ts': ['commands'],
  library: [
    'model',
    'git',
    'report',
    'policy',
    'cache',
    'sources',
    'built-in.ts',
    'commands',
    'audit-means.ts',
    'problem.ts',
    'redacted.ts',
  ],
  'index.ts': ['model', 'report', 'commands', 'verdict.ts', 'library'],
  'hook-here.ts': ['model', 'git', 'report', 'commands', ...aroundPrograms],
  'command-line': [
    'model',
    'git',
    'sources',
    'files',
    'report',
    'respond',
    'cache',
    'commands',
    'built-in.ts',
    'audit-means.ts',
    ...aroundPrograms,
  ],
  'cli.ts': ['hook-here.ts', 'command-line', 'redacted.ts'],
  'scan-thread.ts': [
    'git',
    'kernel',
    'packs',
    'threads',
    'sources',
    'whose-policy',
    'built-in.ts',
    'commit.ts',
  ],
  'hook.ts': ['git', 'hook-here.ts', ...aroundPrograms],
  start: ['model', 'cache'],
  'action-inputs.ts': ['model'],
  'action.ts': ['model', 'report', 'files', 'action-inputs.ts', ...aroundPrograms],
};

/** Each door to the outside has its keepers; `hooks/drive.ts` starts hooks, as git does, `action.ts` keyhalt; neither starts git. */
const packages: Record<string, readonly string[]> = {
  'node:child_process': ['git/process.ts', 'hooks/drive.ts', 'action.ts'],
  'simple-git': ['git/ask.ts'],
  chalk: ['report/'],
  commander: ['cli.ts', 'command-line/'],
  'smol-toml': ['policy/'],
  'toml-eslint-parser': ['policy/'],
  '@eslint-community/regexpp': ['patterns/'],
  yauzl: ['archives/'],
  'tar/header': ['archives/'],
  'tar/pax': ['archives/'],
  'ipaddr.js': ['respond/policies/'],
  'node:vm': ['patterns/', 'start/'],
  'node:worker_threads': ['threads/', 'scan-thread.ts'],
  valibot: ['policy/', 'ci/', 'report/earlier.ts', 'report/read-report.ts'],
  '@aws-sdk/client-sts': ['respond/aws/sdk.ts'],
  '@aws-sdk/client-iam': ['respond/aws/sdk.ts'],
};

/** What others start, or import, and what speaks for them. */
const programs = [
  'cli.ts',
  'command-line/fixing.ts',
  'command-line/help.ts',
  'command-line/reporting.ts',
  'command-line/responding.ts',
  'command-line/scanning.ts',
  'command-line/situation.ts',
  'hook.ts',
  'hook-here.ts',
  'scan-thread.ts',
  'action.ts',
  'index.ts',
  'start/hook.ts',
  'start/program.ts',
];

/** What writes such words into the files of others. */
const quoted = ['fixing/languages.ts'];

/** Words that reach around what a module was handed. */
const doors: readonly (readonly [RegExp, readonly string[]])[] = [
  [/\bconsole\./, []],
  [/(?<![/\w])process\.(?:env|argv|cwd|exit|exitCode|on|std\w+)\b/, [...programs, ...quoted]],
  [/\bnew Date\(\)|\bDate\.now\(/, programs],
  [/\bgetBuiltinModule\b/, ['git/process.ts']],
  // Whatever is printed goes through one that is made once; what scans has it made as its policy wants it.
  [/\bnew Scanner\(/, ['redacted.ts', 'commit.ts', 'commands/check-rules.ts']],
  [/\b(?:fetch|eval|new Function|new WebSocket|new EventSource)\(/, quoted],
];

interface Module {
  readonly file: string;
  readonly code: string;
  readonly imports: readonly { readonly from: string; readonly late: boolean; readonly typeOnly: boolean }[];
}

const modules = (readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }) as string[])
  .filter((file) => file.endsWith('.ts') && !file.includes('assembly'))
  .map((file) => moduleOf(file.replaceAll('\\', '/')));

describe.each(modules.map((module) => [module.file, module] as const))(
  'src/%s',
  (file, { code, imports }) => {
    const room = roomOf(file);

    test('knows only what stands below it', () => {
      const allowed = rooms[room];
      const known = imports.filter(({ from }) => from.startsWith('.')).map(({ from }) => target(file, from));

      expect(allowed, `${room} has no place in the picture`).toBeDefined();
      expect(known.filter((other) => other !== room && !allowed?.includes(other))).toEqual([]);
    });

    test('goes out only through doors that it keeps', () => {
      const outside = imports
        .filter(({ from, typeOnly }) => !from.startsWith('.') && !typeOnly)
        .map(({ from }) => from);
      const strangers = outside.filter((name) => !mayImport(file, name));
      const reached = doors.filter(([words, keepers]) => words.test(code) && !isOf(file, keepers));

      expect(strangers).toEqual([]);
      expect(reached).toEqual([]);
    });
  },
);

describe('the picture', () => {
  test('has no room that is not there, and no two that know each other', () => {
    const there = new Set(modules.map(({ file }) => roomOf(file)));
    const order = Object.keys(rooms);
    const upward = order.flatMap((room, n) => rooms[room]!.filter((other) => order.indexOf(other) >= n));

    expect(order.filter((room) => !there.has(room))).toEqual([]);
    expect(upward).toEqual([]);
  });

  test('is what docs/design.md shows', () => {
    const page = readFileSync(join(root, 'docs/design.md'), 'utf8');
    const rows = [...page.matchAll(/^\| (`.*`) \| .* \| ([^|]*) \|$/gm)].map(([, names, known]) => ({
      names: [...names!.matchAll(/`src\/([^`/]+)\/?`/g)].map(([, name]) => name!),
      known: known!.replaceAll('`', '').split(', '),
    }));
    const exact = rows.filter(({ known }) => known[0] !== 'all above' && known[0] !== 'nothing');

    expect(rows.flatMap(({ names }) => names).sort()).toEqual(Object.keys(rooms).sort());
    for (const { names, known } of exact)
      expect([...new Set(names.flatMap((name) => rooms[name]!))].sort()).toEqual([...known].sort());
    for (const { names } of rows.filter(({ known }) => known[0] === 'nothing'))
      expect(names.flatMap((name) => rooms[name]!)).toEqual([]);
  });

  test('has no circle: nothing that a file knows knows the file, be it by a type', () => {
    const known = new Map(
      modules.map(({ file, imports }) => [
        file,
        imports.flatMap(({ from }) => (from.startsWith('.') ? posix.join(dirname(file), from) : [])),
      ]),
    );
    const leadsTo = (from: string, seen = new Set<string>()): Set<string> => {
      for (const next of known.get(from) ?? []) if (!seen.has(next)) leadsTo(next, seen.add(next));
      return seen;
    };

    expect([...known.keys()].filter((file) => leadsTo(file).has(file))).toEqual([]);
  });

  test('sees the imports that there are', () => {
    const { imports } = moduleOf('cli.ts');

    expect(imports).toContainEqual({ from: 'commander', late: false, typeOnly: false });
    expect(imports).toContainEqual({ from: './hook-here.ts', late: true, typeOnly: false });
  });
});

describe('the hook that is built', () => {
  const preload = `
    const Module = require('node:module');
    const fs = require('node:fs');
    const { _load: load } = Module;
    const { readFileSync: read } = fs;
    Module._load = (name, ...more) => { process._rawDebug('loads ' + name); return load(name, ...more); };
    fs.readFileSync = (name, ...more) => {
      if (/[.]cjs$/.test(name)) process._rawDebug('loads ' + name);
      return read(name, ...more);
    };`;
  const loaded = (content: string) => {
    const repo = aRepo().commit('start', { a: 'a\n' }).stage({ b: content });
    repo.at('.').write({ 'preload.cjs': preload });
    const { status, stderr } = spawnSync(
      process.execPath,
      ['--require', repo.beside('preload.cjs'), join(root, 'dist/hook.cjs'), 'pre-commit'],
      { cwd: repo.root, env: repo.env, encoding: 'utf8' },
    );
    return { status, names: [...stderr.matchAll(/^loads (.*)$/gm)].map(([, name]) => name!) };
  };

  test('loads nothing but itself and what Node has when there is nothing to say', () => {
    const { status, names } = loaded('nothing\n');

    expect(status).toBe(0);
    const files = names.filter((name) => !isBuiltin(name)).map((name) => relative(root, name));
    expect([...new Set(files)]).toEqual(['dist/hook.cjs', 'dist/hook-program.cjs']);
  });

  test('loads nothing from anyone else when there is', () => {
    const { status, names } = loaded(`KEY=${fakes().awsKeyId}\n`);

    expect(status).toBe(1);
    expect(names.filter((name) => !isBuiltin(name) && !/^[./]/.test(name))).toEqual([]);
  });
});

function moduleOf(file: string): Module {
  const code = readFileSync(join(root, 'src', file), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const early = [
    ...code.matchAll(/^(?:import|export)\s+(type\s)?[^;]*?from\s+'([^']+)';|^import\s+()'([^']+)'/gm),
  ];
  const late = [...code.matchAll(/\bimport\(\s*'([^']+)'\s*\)|\brequire\(\s*'([^']+)'\s*\)/g)];
  return {
    file,
    code,
    imports: [
      ...early.map((found) => ({
        from: (found[2] ?? found[4])!,
        late: false,
        typeOnly: found[1] !== undefined,
      })),
      ...late.map((found) => ({ from: (found[1] ?? found[2])!, late: true, typeOnly: false })),
    ],
  };
}

const roomOf = (path: string): string => path.split('/')[0]!;

/** The room that a relative import leads to; outside of src it is the folder's own name. */
function target(file: string, from: string): string {
  const path = join('src', dirname(file), from).replaceAll('\\', '/');
  return path.startsWith('src/') ? roomOf(path.slice(4)) : roomOf(path);
}

function mayImport(file: string, name: string): boolean {
  const keepers = packages[name];
  if (keepers === undefined)
    return (
      name.startsWith('node:') &&
      isBuiltin(name) &&
      !/^node:(?:https?|http2|net|tls|dgram|dns|vm)\b/.test(name)
    );
  return isOf(file, keepers);
}

/** Whether it is one of these files, or in one of these folders, which end with a slash. */
const isOf = (file: string, places: readonly string[]): boolean =>
  places.some((place) => (place.endsWith('/') ? file.startsWith(place) : file === place));
