// Writes what esbuild bundled into dist/: index.html, and what it loads in assets/HASH/, so that browsers may cache it forever.
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';

/** @param address Turns the folder of the assets into the address that index.html has for `{assets}`. */
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
