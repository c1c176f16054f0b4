import ts from 'typescript';
import { commentOf } from './comments.mjs';

/** Deeper than this are values of the application's own. */
const MAX_DEPTH = 3;

/** All options of the module as dotted names, each with its type and what its comment says. */
export function optionsPage(checker, symbols) {
  const options = symbols.find(({ name }) => name === 'LlmLoggingOptions');
  const type = checker.getDeclaredTypeOfSymbol(checker.getAliasedSymbol(options));
  const sections = type.getProperties().map((property) => section(checker, property));
  return `# Options\n\nOf \`LlmLoggingModule.forRoot()\`, and of what the factory of \`forRootAsync()\` returns. Only \`database\` is required.\n\n${sections.join('\n\n')}\n`;
}

function section(checker, property) {
  const lines = [...linesOf(checker, property, '', 0)];
  return `## \`${property.name}\`\n\n${lines.join('\n')}`;
}

function* linesOf(checker, property, prefix, depth) {
  const name = `${prefix}${property.name}`;
  const declared = checker.getTypeOfSymbol(property);
  const inner = innerOf(checker, declared);
  const type = inner.length > 0 && depth < MAX_DEPTH ? '' : `: ${typeText(property)}`;
  const comment = commentOf(checker, property);
  yield `- \`${name}${type}\`${comment === '' ? '' : `: ${comment}`}`;
  if (depth >= MAX_DEPTH) return;
  for (const member of inner) yield* linesOf(checker, member, `${name}.`, depth + 1);
}

/** Members of an object that is an option itself, of each form that it may have. */
function innerOf(checker, type) {
  const forms = (type.isUnion() ? type.types : [type]).map((form) => elementOf(checker, form));
  const members = new Map();
  for (const form of forms.filter(isOwn)) for (const member of form.getProperties()) members.set(member.name, member);
  return [...members.values()];
}

function elementOf(checker, type) {
  return checker.isArrayType(type) ? checker.getTypeArguments(type)[0] : type;
}

/** Declared by this package as an object, not a class, a function or something of the language. */
function isOwn(type) {
  if (!(type.flags & ts.TypeFlags.Object) || type.getCallSignatures().length > 0 || type.isClass()) return false;
  const [declaration] = type.symbol?.declarations ?? [];
  return declaration !== undefined && /libs\/llm-[\w-]+\/dist\//.test(declaration.getSourceFile().fileName);
}

function typeText(property) {
  const [declaration] = property.declarations;
  return (declaration.type?.getText() ?? 'unknown').replaceAll(/\/\*\*[\s\S]*?\*\//g, '').replaceAll(/\s+/g, ' ');
}
