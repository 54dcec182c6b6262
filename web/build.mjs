// Bundles the explorer and the console into dist/.
import { build } from 'esbuild';
import { writeBundle } from '../scripts/write-bundle.mjs';

const result = await build({
  entryPoints: { main: 'src/main.tsx' },
  bundle: true,
  minify: true,
  format: 'esm',
  splitting: true,
  target: 'es2022',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  outdir: 'dist',
  write: false,
});
// The server replaces {base} with its path base, which a proxy may set.
await writeBundle(result, (folder) => `{base}/${folder}`);
