/** Bundles a TypeScript file of this folder as the product is bundled, and runs it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { plugins } from '../build.mjs';

const folder = mkdtempSync(join(tmpdir(), 'keyhalt-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const outfile = join(folder, 'bundle.mjs');
await build({
  entryPoints: [process.argv[2]],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  plugins,
  define: { KEYHALT_VERSION: '"bench"', KEYHALT_ENGINE: '"bench"', KEYHALT_GROUPS: 'undefined' },
  // CommonJS packages ask for node: modules through require, which an ES module has to make first.
  banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(process.cwd()+'/');" },
});
await import(pathToFileURL(outfile).href);
