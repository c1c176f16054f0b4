import { createRequire } from 'node:module';
import { join } from 'node:path';

// Everything in one file: `node bundle.mjs webpack|esbuild cjs|esm`. What is optional and not installed stays a require.
const [, , bundler, format] = process.argv;
const file = format === 'esm' ? 'bundle.mjs' : 'bundle.cjs';
/** Packages in CommonJS, such as TypeORM 0.3, ask for these. */
const WHAT_COMMONJS_HAS = `
import { createRequire as toRequire } from 'node:module';
import { dirname as toFolder } from 'node:path';
import { fileURLToPath as toPath } from 'node:url';
const require = toRequire(import.meta.url);
const __filename = toPath(import.meta.url);
const __dirname = toFolder(__filename);
`;

if (bundler === 'webpack') {
  const { default: webpack } = await import('webpack');
  const checkResource = (name, folder) => !name.startsWith('.') && !isInstalled(name, folder);
  const missing = new webpack.IgnorePlugin({ checkResource });
  const stats = await new Promise((resolve, reject) =>
    webpack(
      {
        mode: 'development',
        devtool: false,
        target: 'node',
        entry: './src/main.ts',
        output: { path: import.meta.dirname, filename: 'bundled/bundle.cjs' },
        resolve: { extensions: ['.ts', '.js'], extensionAlias: { '.js': ['.ts', '.js'] } },
        module: { rules: [{ test: /\.ts$/, loader: 'ts-loader', options: { transpileOnly: true } }] },
        externals: [],
        plugins: [missing],
      },
      (error, result) => (error ? reject(error) : resolve(result)),
    ),
  );
  if (stats.hasErrors()) throw new Error(stats.toString({ all: false, errors: true }));
} else {
  const { build } = await import('esbuild');
  const optional = {
    name: 'optional',
    setup: ({ onResolve }) =>
      onResolve({ filter: /^[^./]/ }, ({ path, resolveDir }) =>
        isInstalled(path, resolveDir) ? undefined : { path, external: true },
      ),
  };
  await build({
    entryPoints: ['src/main.ts'],
    bundle: true,
    platform: 'node',
    format,
    outfile: `bundled/${file}`,
    keepNames: true,
    logLevel: 'error',
    plugins: [optional],
    ...(format === 'esm' && { banner: { js: WHAT_COMMONJS_HAS } }),
  });
}

/** Whether a module in that folder finds a package. */
function isInstalled(name, folder) {
  try {
    createRequire(join(folder, 'here.js')).resolve(name);
    return true;
  } catch {
    return false;
  }
}
