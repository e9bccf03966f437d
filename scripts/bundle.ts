/**
 * Builds what runs without `npm ci`: dist/index.mjs (the Action), dist/cli.mjs (the command line), what they share in
 * dist/chaos.mjs, what downloading and building libraries takes in dist/unbundled.mjs and dist/supplies.mjs, and the licences of the packages in them. The same sources give the same bytes.
 * Usage: node scripts/bundle.ts [directory]
 */
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type OutputChunk, rolldown } from 'rolldown';
import { writeChecksums } from './checksums.ts';

const root = join(import.meta.dirname, '..');
const dist = resolve(process.argv[2] ?? join(root, 'dist'));

const bundle = await rolldown({
  cwd: root,
  input: { index: 'src/main.ts', cli: 'src/cli.ts' },
  platform: 'node',
  // No package in use does anything by being imported; this leaves the HTTP client of @actions/core out.
  treeshake: { moduleSideEffects: false },
});
const { output } = await bundle.write({
  dir: dist,
  format: 'esm',
  minify: true,
  comments: { legal: false }, // they are in licenses.txt
  entryFileNames: '[name].mjs',
  codeSplitting: { groups: [{ name: 'chaos', minShareCount: 2, entriesAware: false }] },
  chunkFileNames: '[name].mjs',
});
const chunks = output.filter((file): file is OutputChunk => file.type === 'chunk');
const names = chunks.map(({ fileName }) => fileName).sort();
if (names.join() !== 'chaos.mjs,cli.mjs,index.mjs,rolldown-runtime.mjs,supplies.mjs,unbundled.mjs')
  throw new Error(`the bundle is in unexpected files: ${names.join(', ')}`);
chmodSync(join(dist, 'cli.mjs'), 0o755);
writeFileSync(join(dist, 'licenses.txt'), licenses(chunks));
writeChecksums(dist);

/** The licence texts of all packages of which a module is in the bundle. */
function licenses(bundled: OutputChunk[]): string {
  const packages = new Set<string>();
  for (const chunk of bundled)
    for (const module of chunk.moduleIds) {
      const [, name] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(module) ?? [];
      if (name) packages.add(name);
    }
  return [...packages]
    .sort()
    .map(licenseOf)
    .join(`\n${'-'.repeat(80)}\n\n`);
}

function licenseOf(name: string): string {
  const directory = join(root, 'node_modules', name);
  const { version, license } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
  const file = readdirSync(directory).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file && existsSync(join(directory, file)) ? readFileSync(join(directory, file), 'utf8').trim() : '';
  return `${name} ${version} (${license})\n\n${text}\n`;
}
