import { readFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { Script } from 'node:vm';
import { crc32 } from 'node:zlib';
import { cacheFolder } from '../cache/folder.ts';
import { isInWorkTree } from '../cache/own-files.ts';
import { UserError } from '../model/user-error.ts';
import { KeptCode } from './kept-code.ts';

/** What a program is, or a part of one: Node makes such a function of a CommonJS module. */
type Program = (
  exports: unknown,
  require: (id: string) => unknown,
  module: { exports: unknown },
  filename: string,
  dirname: string,
) => void;

/**
 * Runs one of the programs in `dist` with what V8 compiled of it in earlier runs. Node itself keeps half of that, and only
 * from 22.8 on; the variables that are for it count here, too.
 *
 * @throws whatever keeps the program from being read
 */
export function start(program: string): void {
  // Until all was read and said.
  process.exitCode = 2;
  const kept = keptCode();
  const loaded = new Map<string, { exports: unknown }>();
  process.on('exit', (code) => kept?.keep(code, Date.now()));
  load(join(__dirname, `${program}-program.cjs`));

  function load(path: string): unknown {
    const known = loaded.get(path);
    if (known !== undefined) return known.exports;
    const run = programIn(path);
    const module = { exports: {} };
    loaded.set(path, module);
    const near = (id: string) => (id.startsWith('.') ? load(join(dirname(path), id)) : require(id));
    run(module.exports, near, module, path, dirname(path));
    return module.exports;
  }

  /** @throws UserError where it is missing or incomplete, as after an install that a full disk ended */
  function programIn(path: string): Program {
    let why = `${path} is incomplete`;
    try {
      const program = compiled(path).runInThisContext();
      if (typeof program === 'function') return program;
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code !== undefined && code !== 'ENOENT') throw error;
      if (code !== undefined) why = message;
    }
    throw new UserError(why, { hint: 'Install keyhalt again, then try again.' });
  }

  function compiled(path: string): Script {
    const text = readFileSync(path);
    const compile = (cachedData?: Buffer) =>
      // The build leaves ASCII alone.
      new Script(text.toString('latin1'), { filename: path, ...(cachedData && { cachedData }) });
    return kept === undefined ? compile() : kept.compiled(basename(path, '.cjs'), text, compile);
  }
}

function keptCode(): KeptCode | undefined {
  const { env, argv, execPath } = process;
  const folder = folderFor(env.NODE_COMPILE_CACHE);
  // Before 20.15 there is no crc32.
  if (!folder || env.NODE_DISABLE_COMPILE_CACHE || typeof crc32 !== 'function') return undefined;
  if (isInWorkTree(folder)) return undefined;
  const use = /^[a-z-]{1,40}$/.exec(argv[2] ?? '')?.[0] ?? 'other';
  try {
    return new KeptCode(join(folder, 'keyhalt'), use, execPath);
  } catch {
    return undefined;
  }
}

/** A relative path counts as none, as that of a cache does. */
function folderFor(asked: string | undefined): string | undefined {
  if (asked && isAbsolute(asked)) return asked;
  const caches = cacheFolder(process);
  return caches && join(caches, 'compiled');
}
