// Everything in one file: `node bundle.mjs webpack|esbuild cjs|esm`. What is optional and not installed stays a require.
const [, , bundler, format] = process.argv;
const file = format === 'esm' ? 'bundle.mjs' : 'bundle.cjs';

if (bundler === 'webpack') {
  const { default: webpack } = await import('webpack');
  const missing = new webpack.IgnorePlugin({ checkResource: (name) => !name.startsWith('.') && !isInstalled(name) });
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
      onResolve({ filter: /^[^./]/ }, ({ path }) => (isInstalled(path) ? undefined : { path, external: true })),
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
    ...(format === 'esm' && {
      banner: {
        js: "import { createRequire as toRequire } from 'node:module'; const require = toRequire(import.meta.url);",
      },
    }),
  });
}

function isInstalled(name) {
  try {
    import.meta.resolve(name);
    return true;
  } catch {
    return false;
  }
}
