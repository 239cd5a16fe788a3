/** What npm would publish: which files, nothing that has no business there, and whether it works where it is installed. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { build } from 'esbuild';
import { list } from 'tar';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fakes } from './support/fakes.ts';
import { costly } from './support/keyhalt.ts';
import { aRepo } from './support/repo.ts';
import { scan } from './support/scanning.ts';
import { scratch } from './support/scratch.ts';

const root = join(import.meta.dirname, '..');
const { name, version, exports, bin, dependencies } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
);

const folder = mkdtempSync(join(scratch, 'keyhalt-package-'));
const tarball = join(folder, `${name}-${version}.tgz`);
const files = new Map<string, Buffer>();

const npm = (cwd: string, ...args: string[]) =>
  execFileSync('npm', args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });

beforeAll(async () => {
  npm(root, 'pack', '--silent', '--ignore-scripts', '--pack-destination', folder);
  await list({
    file: tarball,
    onReadEntry: (entry) => {
      const chunks: Buffer[] = [];
      entry.on('data', (chunk: Buffer) => chunks.push(chunk));
      entry.on('end', () => files.set(entry.path.replace('package/', ''), Buffer.concat(chunks)));
    },
  });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the package', () => {
  /** What is built for lazy loading has the name of a module; what several of them share has that of its content. */
  const parts = /^dist\/(?:parts\/[a-z-]+\.cjs|[a-z-]+-[A-Z0-9]{8}\.mjs)$/;

  test('has these files and no others', () => {
    expect([...files.keys()].filter((file) => !parts.test(file)).sort()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'bin/keyhalt',
      'bin/keyhalt-hook',
      'bin/package.json',
      'dist/THIRD-PARTY-NOTICES.txt',
      'dist/action.mjs',
      'dist/cli-program.cjs',
      'dist/cli.cjs',
      'dist/gate/closer.ere',
      'dist/gate/closer.known',
      'dist/gate/engine',
      'dist/gate/escapes.ere',
      'dist/gate/escapes.known',
      'dist/gate/runs.ere',
      'dist/gate/runs.known',
      'dist/gate/shapes.ere',
      'dist/gate/shapes.known',
      'dist/gate/text.ere',
      'dist/gate/text.known',
      'dist/gate/words.ere',
      'dist/gate/words.known',
      'dist/gate/wraps.ere',
      'dist/gate/wraps.known',
      'dist/hook-program.cjs',
      'dist/hook.cjs',
      'dist/index.mjs',
      'dist/scan-thread.mjs',
      'dist/types/index.d.ts',
      'dist/types/library/options.d.ts',
      'dist/types/library/scan.d.ts',
      'dist/types/model/severity.d.ts',
      'dist/types/model/user-error.d.ts',
      'dist/types/report/json-report.d.ts',
      'dist/types/verdict.d.ts',
      ...readdirSync(join(root, 'docs')).map((page) => `docs/${page}`),
      'package.json',
      'rules/aws.toml',
    ]);
    expect([...files.keys()].filter((file) => parts.test(file)).length).toBeGreaterThan(20);
  });

  test('has the licence of every package that is in it, with its text', () => {
    const notices = files.get('dist/THIRD-PARTY-NOTICES.txt')!.toString('utf8').split('\n\n---\n\n');

    expect(notices.length).toBeGreaterThan(10);
    for (const notice of notices) expect(notice).toMatch(/^\S+ \d\S* \([^)]+\)\n\n[\s\S]{500,}/);
  });

  test('holds nothing that a scanner would find, and no path of the machine that built it', () => {
    const holding = [...files].filter(
      ([, bytes]) =>
        scan(bytes).detections.length > 0 || bytes.includes(root) || bytes.includes('sourceMappingURL'),
    );

    expect(holding.map(([file]) => file)).toEqual([]);
  });

  test('has what its modules look for beside themselves, whichever of them that is', () => {
    const besides = /new URL\(["']([^"']+)["'],\s*import\.meta\.url\)/g;
    const lookedFor = [...files].flatMap(([file, bytes]) =>
      file.endsWith('.mjs')
        ? [...bytes.toString().matchAll(besides)].map(([, path]) => posix.join(dirname(file), path!))
        : [],
    );

    expect(lookedFor).toContain('dist/scan-thread.mjs');
    expect(lookedFor.filter((path) => !files.has(path))).toEqual([]);
  });

  test('stays small: below 2.9 megabytes unpacked', () => {
    const size = [...files.values()].reduce((sum, { length }) => sum + length, 0);

    expect(size).toBeLessThan(2_900_000);
  });

  test('brings nothing else along and runs nothing where it is installed', () => {
    const { scripts } = JSON.parse(files.get('package.json')!.toString());

    expect(dependencies).toBeUndefined();
    expect(Object.keys(scripts).filter((script) => /^(?:pre|post)?install$/.test(script))).toEqual([]);
  });

  test("stands in a folder also with Yarn's Plug'n'Play: no hook can start what is in an archive", () => {
    expect(JSON.parse(files.get('package.json')!.toString())).toMatchObject({ preferUnplugged: true });
  });

  test('has what its own words point at', () => {
    const targets = [
      ...Object.values(bin),
      ...Object.values(exports).flatMap((to) =>
        typeof to === 'string' ? [to] : Object.values(to as object),
      ),
    ];

    for (const target of targets) expect([...files.keys()]).toContain(target.replace(/^\.\//, ''));
  });

  test('has every page that its messages and its README name', () => {
    const named = [...files].flatMap(([file, bytes]) =>
      file === 'README.md' || file.startsWith('dist/')
        ? [...bytes.toString().matchAll(/\bdocs\/[a-z.-]+\.(?:md|json)\b/g)].map(([page]) => page)
        : [],
    );

    expect(named).toContain('docs/aws-access.md');
    expect([...files.keys()]).toEqual(expect.arrayContaining(named));
  });
});

/** What every one of these does with it: all that there is, with types that are not just any. */
const body = `
  const scan: Scan = scanText(process.argv[2] ?? '', { path: '.env', failOn: 'low' });
  const report: Report = await scan.report();
  const findings: Finding[] = [];
  for await (const finding of scan) findings.push(finding);
  const severity: 'low' | 'medium' | 'high' | 'critical' = findings[0]!.severity;
  // @ts-expect-error: no such option
  await scanStaged({ failon: 'low' }).report().catch((error: unknown) => { if (!(error instanceof UserError)) throw error; });
  // @ts-expect-error: a report does not change
  const change = () => { report.findings[0]!.line = 7; };
  let problems: readonly Problem[] = [];
  try { for await (const _ of scanText('', { signal: AbortSignal.abort() })); }
  catch (error) { if (error instanceof IncompleteScanError) problems = error.problems; }
  const code: 0 | 1 | 2 = exitCodeOf(report);
  console.log(JSON.stringify([findings.length, severity, problems.length, code, typeof change]));
`;
const types = 'Finding, Problem, Report, Scan';
const values = 'exitCodeOf, IncompleteScanError, scanStaged, scanText, UserError';
const said = '[1,"medium",1,1,"function"]\n';

/** A project in which it is installed. */
function installed(): string {
  const project = mkdtempSync(join(folder, 'project-'));
  writeFileSync(join(project, 'package.json'), '{ "private": true }\n');
  for (const [file, bytes] of files) {
    const place = join(project, 'node_modules', name, file);
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, bytes);
  }
  return project;
}

const node = (cwd: string, ...args: string[]) => spawnSync(process.execPath, args, { cwd, encoding: 'utf8' });

describe('where it is installed', () => {
  const key = `KEY=${fakes('package').awsKeyId}`;
  const script = `
    const handlers = () => process.eventNames().map((name) => [name, process.listenerCount(name)]);
    const before = JSON.stringify(handlers());
    const { scanText, scanHistory } = await KEYHALT;
    const { findings } = await scanText(process.argv[2]).report();
    const history = await scanHistory({ cwd: process.argv[3], threads: 2 }).report();
    console.log(JSON.stringify([findings.length, history.complete, history.findings.length]));
    console.log(JSON.stringify(handlers()) === before, process.exitCode);`;

  test.each([
    ['import', 'mjs', 'import("keyhalt")'],
    ['require, which Node can since 20.19,', 'cjs', 'require("keyhalt")'],
  ])('%s works, with threads, prints nothing and changes nothing of the process', (_, kind, loading) => {
    const repo = aRepo().commit('key', { '.env': `${key}\n` });
    const project = installed();
    const code = script.replace('KEYHALT', loading);
    writeFileSync(join(project, `run.${kind}`), kind === 'cjs' ? `(async () => {${code}})()` : code);

    const { stdout, stderr } = node(project, `run.${kind}`, key, repo.root);

    expect(stderr).toBe('');
    expect(stdout).toBe('[1,true,1]\ntrue undefined\n');
  });

  test('the schema and package.json can be asked for by name', () => {
    const project = installed();
    const code = `console.log(require('keyhalt/docs/report.schema.json').$id, require('keyhalt/package.json').version)`;

    expect(node(project, '-e', code).stdout).toBe(`urn:keyhalt:report:1 ${version}\n`);
  });

  test.skipIf(!costly)('npm installs it without a network, and its program runs', () => {
    const project = mkdtempSync(join(folder, 'npm-'));
    writeFileSync(join(project, 'package.json'), '{ "private": true }\n');

    npm(project, 'install', '--offline', '--no-audit', '--no-fund', tarball);

    const program = join(project, 'node_modules', '.bin', 'keyhalt');
    expect(execFileSync(program, ['--version'], { encoding: 'utf8' })).toBe(`${version}\n`);
  });

  test.skipIf(!costly).each([
    [
      'node16, ES modules',
      'mts',
      'node16',
      `import { type ${types.replaceAll(', ', ', type ')}, ${values} } from 'keyhalt';\n${body}`,
    ],
    [
      'node16, CommonJS',
      'cts',
      'node16',
      `import type { ${types} } from 'keyhalt' with { 'resolution-mode': 'import' };\n(async () => { const { ${values} } = await import('keyhalt');\n${body} })();`,
    ],
    [
      'nodenext, CommonJS that requires it',
      'cts',
      'nodenext',
      `import { type ${types.replaceAll(', ', ', type ')}, ${values} } from 'keyhalt';\n(async () => {${body}})();`,
    ],
  ])('its types and what they speak of agree: %s', (_, kind, module, code) => {
    const project = installed();
    writeFileSync(join(project, `use.${kind}`), code);

    const checked = compiled(project, `use.${kind}`, ['--module', module]);

    expect(checked).toBe('');
    const { stdout, stderr } = node(project, `out/use.${kind.replace('t', 'j')}`, key);
    expect(stderr).toBe('');
    expect(stdout).toBe(said);
  });

  test.skipIf(!costly)('its types resolve for bundlers, and what they bundle runs', async () => {
    const project = installed();
    writeFileSync(
      join(project, 'use.ts'),
      `import { type ${types.replaceAll(', ', ', type ')}, ${values} } from 'keyhalt';\n(async () => {${body}})();`,
    );

    expect(compiled(project, 'use.ts', ['--module', 'esnext', '--moduleResolution', 'bundler'])).toBe('');
    await build({
      entryPoints: [join(project, 'use.ts')],
      outfile: join(project, 'bundle.mjs'),
      bundle: true,
      platform: 'node',
      format: 'esm',
    });
    const { stdout, stderr } = node(project, 'bundle.mjs', key);
    expect(stderr).toBe('');
    expect(stdout).toBe(said);
  });
});

/** What the compiler complains of. */
function compiled(project: string, file: string, options: readonly string[]): string {
  const ofNode = join(project, 'node_modules', '@types');
  if (!existsSync(ofNode)) symlinkSync(join(root, 'node_modules', '@types'), ofNode);
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const strict = [
    '--strict',
    '--exactOptionalPropertyTypes',
    '--noUncheckedIndexedAccess',
    '--target',
    'es2023',
  ];
  const { stdout } = node(
    project,
    compiler,
    file,
    ...strict,
    '--types',
    'node',
    '--outDir',
    'out',
    ...options,
  );
  return stdout;
}
