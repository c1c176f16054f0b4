// `nest add nestjs-llm-logging`: imports LlmLoggingModule in the root module. No packages, so that any version of the CLI runs it.
'use strict';

const IMPORT = "import { LlmLoggingModule } from 'nestjs-llm-logging';\n";
const CALL = 'LlmLoggingModule.forRoot({ database: { url: process.env.DATABASE_URL! } })';

/** @returns what the schematics of the CLI call a rule. */
exports.default = function nestAdd({ sourceRoot = 'src', module = 'app.module.ts' } = {}) {
  return (tree, context) => {
    const path = `${sourceRoot}/${module}`;
    const source = tree.exists(path) ? tree.read(path).toString() : undefined;
    const added = source === undefined ? undefined : withModule(source);
    if (added === undefined) {
      context.logger.warn(
        `${path} ${source === undefined ? 'is not there' : 'has no @Module({ … })'}. Add to the imports of your root module: ${CALL}`,
      );
      return tree;
    }
    if (added !== source) tree.overwrite(path, added);
    context.logger.info(
      `${path} imports LlmLoggingModule: calls go to the PostgreSQL of DATABASE_URL. Next: annotate a method with @LogLlmCall('chat').`,
    );
    return tree;
  };
};

/** The source with the module among its imports; undefined where it has no module to add it to. */
function withModule(source) {
  if (source.includes('LlmLoggingModule')) return source;
  const decorator = /@Module\(\s*\{/.exec(source);
  if (decorator === null) return undefined;
  const body = decorator.index + decorator[0].length;
  const list = /^([\s\S]*?\bimports\s*:\s*\[)(\s*)(\]?)/.exec(source.slice(body));
  const [at, text] =
    list === null
      ? [body, `\n  imports: [${CALL}],`]
      : [
          body + list[1].length,
          list[3] === ']' ? CALL : `${list[2].includes('\n') ? list[2] : ''}${CALL},${list[2] || ' '}`,
        ];
  const rest = source.slice(at + (list === null ? 0 : list[2].length));
  return withImport(source.slice(0, at) + text + rest);
}

/** Below the last import, or on top. */
function withImport(source) {
  const imports = [...source.matchAll(/^import\b[^;]*;[^\n]*\n/gm)];
  const last = imports.at(-1);
  const at = last === undefined ? 0 : last.index + last[0].length;
  return source.slice(0, at) + IMPORT + source.slice(at);
}
