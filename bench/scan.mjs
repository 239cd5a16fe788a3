/** Bundles bench/scan.ts as the product is bundled, and runs it. */
import { build } from 'esbuild';
import { rulesPlugin } from '../build.mjs';

const { outputFiles } = await build({
  entryPoints: ['bench/scan.ts'],
  bundle: true,
  platform: 'node',
  format: 'esm',
  write: false,
  plugins: [rulesPlugin],
});
await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
