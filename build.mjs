/**
 * Builds dist/: the programs of the hooks and of the command line and what starts each, index.mjs and action.mjs with the
 * parts that they share.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, posix } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import asc from 'assemblyscript/asc';
import { build } from 'esbuild';
import { parse } from 'smol-toml';

/** Nothing half-built ever stands in dist/. */
const unfinished = 'dist.unfinished';

/**
 * What a file of rules says, examples and all. A pattern may be a list: of the alternatives that it has. `(?&NAME)` in it
 * stands for the piece of that name, as in PCRE, and a piece that is a list is a group of alternatives.
 *
 * @throws Error where a piece is missing, or named nowhere
 */
export function rulesOf(text) {
  const { pieces = {}, ...data } = parse(text);
  const named = new Set();
  const whole = (pattern) =>
    pattern.replace(/\(\?&([\w-]+)\)/g, (_, name) => {
      const piece = pieces[name];
      if (piece === undefined) throw new Error(`the rules have no piece ${name}`);
      named.add(name);
      return whole(Array.isArray(piece) ? `(?:${piece.join('|')})` : piece);
    });
  const withWholePatterns = (part) => {
    for (const key of ['regex', 'path', 'label', 'note', 'context'])
      if (part[key] !== undefined) part[key] = whole([part[key]].flat().join('|'));
  };
  for (const rule of data.rules ?? [])
    for (const part of [rule, ...(rule.admit ?? [])]) withWholePatterns(part);
  const idle = Object.keys(pieces).filter((name) => !named.has(name));
  if (idle.length > 0) throw new Error(`no rule names the pieces ${idle.join(', ')}`);
  return data;
}

/** Rule files become plain data at build time, so that nothing is parsed when a hook starts. */
export function tomlAsModule(text) {
  const data = rulesOf(text);
  for (const rule of data.rules ?? []) delete rule.examples;
  const hash = createHash('sha256').update(JSON.stringify(data)).digest('hex').slice(0, 12);
  return `export default ${JSON.stringify({ ...data, hash })};`;
}

const rulesPlugin = {
  name: 'rules',
  setup(builder) {
    builder.onLoad({ filter: /\.toml$/ }, async ({ path }) => ({
      contents: tomlAsModule(await readFile(path, 'utf8')),
      loader: 'js',
    }));
  },
};

/** A module of AssemblyScript as WebAssembly, in base64, in a module of JavaScript. */
export async function assemblyAsModule(file) {
  let binary;
  const options = [
    '-O3',
    '--converge',
    '--noAssert',
    '--runtime',
    'stub',
    '--enable',
    'simd',
    '--initialMemory',
    '16',
  ];
  const { error, stderr } = await asc.main([file, ...options, '--outFile', 'out.wasm'], {
    writeFile: (_, contents) => {
      binary = contents;
    },
  });
  if (error) throw new Error(`${file}: ${stderr}`, { cause: error });
  return `export default ${JSON.stringify(Buffer.from(binary).toString('base64'))};`;
}

/** `search.wasm` is made from `search.ts` beside it. */
const assemblyPlugin = {
  name: 'assembly',
  setup(builder) {
    builder.onResolve({ filter: /\.wasm$/ }, ({ path, resolveDir }) => ({ path: join(resolveDir, path) }));
    builder.onLoad({ filter: /\.wasm$/ }, async ({ path }) => ({
      contents: await assemblyAsModule(path.replace(/\.wasm$/, '.ts')),
      loader: 'js',
    }));
  },
};

/** What runs in the page of an HTML report, and how that looks, as text in a module of JavaScript. */
export async function browserText(file) {
  const { outputFiles } = await build({
    entryPoints: [file],
    bundle: true,
    minify: true,
    write: false,
    ...(file.endsWith('.css') ? {} : { format: 'iife', target: 'es2023', charset: 'ascii' }),
  });
  return `export default ${JSON.stringify(outputFiles[0].text.trim())};`;
}

/** Where the text of `page.script` and `page.style` comes from; undefined for any other module. */
export const browserSource = (module) =>
  /\.(?:script|style)$/.test(module)
    ? module.replace(/\.script$/, '.ts').replace(/\.style$/, '.css')
    : undefined;

/** `page.script` is made from `page.ts` beside it, `page.style` from `page.css`. */
const browserPlugin = {
  name: 'browser',
  setup(builder) {
    builder.onResolve({ filter: /\.(?:script|style)$/ }, ({ path, resolveDir }) => ({
      path: join(resolveDir, path),
    }));
    builder.onLoad({ filter: /\.(?:script|style)$/ }, async ({ path }) => ({
      contents: await browserText(browserSource(path)),
      loader: 'js',
    }));
  },
};

/**
 * What the hook imports only when there is something to say becomes a file of its own: the clean way stays small.
 *
 * @param parts filled with the modules that are to be built: path by name
 */
const partsPlugin = (parts) => ({
  name: 'parts',
  setup(builder) {
    builder.onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
      if (kind !== 'dynamic-import') return undefined;
      const name = basename(path, '.ts');
      parts[name] = join(resolveDir, path);
      return { path: `./parts/${name}.cjs`, external: true };
    });
  },
});

/** Tells two builds apart by all that they are made of. */
async function engine() {
  const sources = (await readdir('src', { recursive: true }))
    .filter((name) => /\.(?:ts|css)$/.test(name))
    .sort();
  const hash = createHash('sha256');
  for (const file of ['package.json', ...sources.map((name) => join('src', name))])
    hash.update(`${file}\0`).update(await readFile(file));
  return hash.digest('hex').slice(0, 12);
}

/** What every bundle is made with. */
export const plugins = [rulesPlugin, assemblyPlugin, browserPlugin];

/** What the search for the keywords of the built-in rules is made of, as it is known when keyhalt is built. */
export async function groupsOfRules() {
  const code = `
    import { rules } from './src/built-in.ts';
    import { knownGroups } from './src/kernel/groups.ts';
    import { Scanner } from './src/scan/scanner.ts';
    export let groups;
    new Scanner(rules, { kernel: { searchFor: (keywords) => { groups = knownGroups(keywords); } } });`;
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: '.' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    plugins: [rulesPlugin],
    define: { KEYHALT_GROUPS: 'undefined' },
    write: false,
  });
  const { groups } = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
  return JSON.stringify(groups);
}

async function bundle() {
  const { version, peerDependencies } = JSON.parse(await readFile('package.json', 'utf8'));
  const shared = {
    bundle: true,
    // Of the user, where they are there, and loaded only to ask AWS.
    external: Object.keys(peerDependencies),
    platform: 'node',
    target: 'node20',
    minify: true,
    metafile: true,
    logLevel: 'warning',
    define: {
      KEYHALT_VERSION: JSON.stringify(version),
      KEYHALT_ENGINE: JSON.stringify(await engine()),
      KEYHALT_GROUPS: await groupsOfRules(),
    },
  };
  await rm(unfinished, { recursive: true, force: true });
  const results = [await buildStarts(shared), ...(await buildPrograms(shared)), await buildModules(shared)];
  await buildGate(shared);
  await writeTypes();
  await writeNotices(results.flatMap(({ metafile }) => Object.keys(metafile.inputs)));
  await rm('dist', { recursive: true, force: true });
  await rename(unfinished, 'dist');
}

/** A graphical client may find an old Node; from 16 on it can read the file as far as to say so. */
const versionCheck = `if(parseInt(process.versions.node)<20){process.stderr.write('keyhalt: this Node is '+process.version+', 20.19 or newer is needed. Set KEYHALT_NODE=/path/to/node, or run npx keyhalt install again.\\n');process.exit(2)}`;

const commonJs = {
  format: 'cjs',
  outdir: unfinished,
  outExtension: { '.js': '.cjs' },
  supported: { 'dynamic-import': false },
};

/** What runs a program with what was compiled of it before. */
const buildStarts = (shared) =>
  build({
    ...shared,
    ...commonJs,
    entryPoints: { hook: 'src/start/hook.ts', cli: 'src/start/cli.ts' },
    banner: { js: versionCheck },
  });

/**
 * One file each, of one function, as src/start/program.ts runs it; what the hook seldom needs has files of its own, which it
 * need not read.
 */
async function buildPrograms(shared) {
  const parts = {};
  const programs = {
    ...shared,
    ...commonJs,
    footer: { js: '})' },
    write: false,
  };
  const start = '(function(exports,require,module,__filename,__dirname){';
  const banner = { js: start };
  const hook = await build({
    ...programs,
    banner,
    plugins: [...plugins, partsPlugin(parts)],
    entryPoints: { 'hook-program': 'src/hook.ts' },
  });
  const rest = await build({
    ...programs,
    banner,
    plugins,
    entryPoints: parts,
    outdir: `${unfinished}/parts`,
  });
  const cli = await build({
    ...programs,
    define: { ...shared.define, 'import.meta.url': 'programUrl' },
    banner: { js: `${start}const programUrl=require('node:url').pathToFileURL(__filename).href;` },
    plugins,
    entryPoints: { 'cli-program': 'src/cli.ts' },
  });
  const results = [hook, rest, cli];
  await mkdir(`${unfinished}/parts`, { recursive: true });
  for (const { path, text } of results.flatMap(({ outputFiles }) => outputFiles))
    await writeFile(path, inAscii(text));
  return results;
}

/** A program beyond ASCII takes V8 two bytes a character, and twice the time to read. esbuild leaves patterns and templates alone. */
const inAscii = (code) =>
  code.replaceAll(
    /[^\0-\x7f]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** What bin/keyhalt-hook hands to grep. */
async function buildGate(shared) {
  const code = "export { gateFiles } from './src/gate/files.ts'; export { rules } from './src/built-in.ts';";
  const outfile = join(unfinished, 'gate', 'files.mjs');
  await build({ ...shared, plugins, stdin: { contents: code, resolveDir: '.' }, format: 'esm', outfile });
  const { gateFiles, rules } = await import(pathToFileURL(outfile).href);
  await rm(outfile);
  await writeFile(`${unfinished}/gate/engine`, `${JSON.parse(shared.define.KEYHALT_ENGINE)}\n`);
  for (const [name, text] of Object.entries(gateFiles(rules)))
    await writeFile(`${unfinished}/gate/${name}`, text, 'latin1');
}

/** The library, the action and the thread of audits, which share their parts. */
const buildModules = (shared) =>
  build({
    ...shared,
    plugins,
    entryPoints: {
      index: 'src/index.ts',
      action: 'src/action.ts',
      'scan-thread': 'src/scan-thread.ts',
    },
    format: 'esm',
    splitting: true,
    outdir: unfinished,
    outExtension: { '.js': '.mjs' },
    // A module may ask where it stands, and nobody knows into which of the files it is built: they stand in one folder.
    chunkNames: '[name]-[hash]',
    // CommonJS packages ask for node: modules through require, which an ES module has to make first.
    banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
  });

/** The types of the library: the declarations of src/index.ts, and of what these name. */
async function writeTypes() {
  const all = join(unfinished, 'declarations');
  const compiler = join('node_modules', 'typescript', 'bin', 'tsc');
  await promisify(execFile)(process.execPath, [compiler, '-p', 'tsconfig.types.json', '--outDir', all]);
  const files = ['index.ts'];
  for (const file of files) {
    const text = await readFile(join(all, 'src', file.replace(/\.ts$/, '.d.ts')), 'utf8');
    const named = [...text.matchAll(/ from '(\..*?\.ts)'/g)].map(([, path]) =>
      posix.join(posix.dirname(file), path),
    );
    files.push(...named.filter((path) => !files.includes(path)));
    const declaration = join(unfinished, 'types', file.replace(/\.ts$/, '.d.ts'));
    await mkdir(dirname(declaration), { recursive: true });
    // Compilers of others know a module by the name of what is run.
    await writeFile(declaration, text.replaceAll(/(from '\..*?)\.ts'/g, "$1.js'"));
  }
  await rm(all, { recursive: true });
}

/** The licences of the packages inside the bundles travel with them. One that has none is not shipped. */
async function writeNotices(inputs) {
  const folders = new Set();
  for (const input of inputs) {
    const found = /^(.*\bnode_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (found) folders.add(found[1]);
  }
  const notices = await Promise.all([...folders].sort().map(noticeOf));
  await writeFile(`${unfinished}/THIRD-PARTY-NOTICES.txt`, `${notices.join('\n\n---\n\n')}\n`);
}

async function noticeOf(folder) {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const files = (await readdir(folder)).filter((file) =>
    /^(?:licen[cs]e|notice)(?:\.(?:md|txt))?$/i.test(file),
  );
  const texts = await Promise.all(files.sort().map((file) => readFile(join(folder, file), 'utf8')));
  if (texts.length === 0) throw new Error(`${folder} has no licence to ship with it`);
  return `${name} ${version} (${license})\n\n${texts.join('\n\n')}`.trim();
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await bundle();
