/** Bundles a TypeScript file of this folder as the product is bundled, and runs it. */
import { build } from 'esbuild';
import { rulesPlugin } from '../build.mjs';

const { outputFiles } = await build({
  entryPoints: [process.argv[2]],
  bundle: true,
  platform: 'node',
  format: 'esm',
  write: false,
  plugins: [rulesPlugin],
  define: { KEYHALT_VERSION: '"bench"' },
  // CommonJS packages ask for node: modules through require, which an ES module has to make first.
  banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(process.cwd()+'/');" },
});
await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
