// Bundles the IDE into dist/.
import { build } from 'esbuild';
import { writeBundle } from '../scripts/write-bundle.mjs';

const result = await build({
  entryPoints: {
    main: 'main.jsx',
    'editor.worker': 'monaco-editor/esm/vs/editor/editor.worker.js',
    'json.worker': 'monaco-editor/esm/vs/language/json/json.worker.js',
    'graphql.worker': 'monaco-graphql/esm/graphql.worker.js',
  },
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  jsx: 'automatic',
  define: { 'process.env.NODE_ENV': '"production"' },
  loader: { '.ttf': 'file', '.woff': 'file', '.woff2': 'file', '.svg': 'dataurl' },
  outdir: 'dist',
  write: false,
  metafile: true,
});
await writeBundle(result, (folder) => `graphql/${folder}`);
