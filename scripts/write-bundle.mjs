// Writes a bundle of esbuild to dist/: index.html, and its files in assets/HASH/, so that browsers can cache them without expiry.
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';

/** @param address Returns the address of the assets folder, which replaces `{assets}` in index.html. */
export async function writeBundle(result, address) {
  const hash = createHash('sha256');
  for (const file of result.outputFiles) hash.update(file.contents);
  const folder = `assets/${hash.digest('hex').slice(0, 16)}`;
  await rm('dist', { recursive: true, force: true });
  await mkdir(`dist/${folder}`, { recursive: true });
  for (const file of result.outputFiles) await writeFile(`dist/${folder}/${file.path.split(/[\\/]/).at(-1)}`, file.contents);
  const page = await readFile('index.html', 'utf8');
  await writeFile('dist/index.html', page.replaceAll('{assets}', address(folder)));
}
