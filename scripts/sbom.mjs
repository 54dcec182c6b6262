// Completes the software bill of materials of a release (CycloneDX JSON). The CycloneDX tool for .NET lists the NuGet packages. This adds
// the .NET runtime of the archive and the npm packages that the pages for browsers contain.
// node scripts/sbom.mjs BOM RUNTIME_VERSION
import { readFile, writeFile } from 'node:fs/promises';

const [path, runtimeVersion] = process.argv.slice(2);
const bom = JSON.parse(await readFile(path, 'utf8'));

function component(type, name, version, license, integrity) {
  const purl = `pkg:${type}/${name.replace('@', '%40')}@${version}`;
  const licenses = license && [/^[\w.+-]+$/.test(license) ? { license: { id: license } } : { expression: license }];
  const hashes = integrity && [{ alg: 'SHA-512', content: Buffer.from(integrity.replace('sha512-', ''), 'base64').toString('hex') }];
  return { type: 'library', 'bom-ref': purl, name, version, scope: 'required', hashes, licenses, purl };
}

async function npmComponents(folder) {
  const { packages } = JSON.parse(await readFile(`${folder}/package-lock.json`, 'utf8'));
  return Object.entries(packages)
    .filter(([place, { dev }]) => place && !dev)
    .map(([place, { version, license, integrity }]) =>
      component('npm', place.split('node_modules/').at(-1), version, license, integrity),
    );
}

const added = [
  ...['Microsoft.NETCore.App', 'Microsoft.AspNetCore.App'].map((name) =>
    component('nuget', `${name}.Runtime.linux-x64`, runtimeVersion, 'MIT'),
  ),
  ...(await npmComponents('ide')),
  ...(await npmComponents('web')),
];
// Both folders use some packages, and a lock file may have a package in several places.
const byRef = new Map([...bom.components, ...added].map((entry) => [entry['bom-ref'], entry]));
bom.components = [...byRef.values()];
const root = bom.dependencies.find(({ ref }) => ref === bom.metadata.component['bom-ref']);
root.dependsOn = [...new Set([...(root.dependsOn ?? []), ...added.map((entry) => entry['bom-ref'])])];
await writeFile(path, `${JSON.stringify(bom, null, 2)}\n`);
