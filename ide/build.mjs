// Bundles the IDE into dist/: index.html, and what it loads in assets/HASH/, so that browsers may keep it for good.
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';

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

const hash = createHash('sha256');
for (const file of result.outputFiles) hash.update(file.contents);
const folder = `assets/${hash.digest('hex').slice(0, 16)}`;
await rm('dist', { recursive: true, force: true });
await mkdir(`dist/${folder}`, { recursive: true });
for (const file of result.outputFiles) await writeFile(`dist/${folder}/${file.path.split(/[\\/]/).at(-1)}`, file.contents);
const page = await readFile('index.html', 'utf8');
await writeFile('dist/index.html', page.replaceAll('{assets}', `graphql/${folder}`));
