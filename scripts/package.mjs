// What of a library is published, in `dist` of the repository (or the folder given): its entries as few modules, for files are most of what importing costs.
// Run in the folder of a built library.
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const target = resolve(process.argv[2] ?? join('../../dist', basename(process.cwd())));
const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
delete manifest.scripts;
delete manifest.publishConfig;

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
writeFileSync(join(target, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
copyFileSync('README.md', join(target, 'README.md'));
copyFileSync(new URL('../LICENSE', import.meta.url), join(target, 'LICENSE'));
// Types stay as they are, one file a module.
cpSync('dist', join(target, 'dist'), {
  recursive: true,
  filter: (file) => !/\.(js|map|tsbuildinfo)$|^dist\/cjs/.test(file),
});
await bundle(entriesOf(manifest), join(target, 'dist'));
execFileSync(process.execPath, [fileURLToPath(new URL('commonjs.mjs', import.meta.url))], { cwd: target });

/** By the place in `dist` that `exports` names: the source. */
function entriesOf({ exports }) {
  const places = Object.values(exports).flatMap((entry) => entry.import?.default ?? []);
  return Object.fromEntries(
    places.map((place) => /^\.\/dist\/(.+)\.js$/.exec(place)[1]).map((name) => [name, `src/${name}.ts`]),
  );
}

/** What entries share is in chunks, so that a value of one entry is that of the others. Other packages stay outside. */
async function bundle(input, dir) {
  const bundled = await rolldown({
    input,
    external: /^[^./]/,
    platform: 'neutral',
    resolve: { extensionAlias: { '.js': ['.ts'] } },
    tsconfig: 'tsconfig.json',
  });
  await bundled.write({ dir, chunkFileNames: 'chunks/[name]-[hash].js', sourcemap: true });
  await bundled.close();
}
