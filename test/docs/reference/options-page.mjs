import ts from 'typescript';
import { commentOf, defaultOf } from './comments.mjs';
import { defaultText } from './default-text.mjs';

/** Guides that say more of a section. */
const GUIDES = {
  database: ['operations', 'other-orms'],
  statsDatabase: ['scaling'],
  capture: ['providers'],
  ingest: ['python', 'litellm'],
  telemetry: ['opentelemetry'],
  context: ['context'],
  redact: ['privacy'],
  prices: ['recording'],
  delivery: ['reliability'],
  search: ['operations'],
  budgets: ['budgets'],
  alerts: ['alerts'],
  notify: ['alerts'],
  retention: ['operations'],
  exports: ['export'],
  admin: ['admin', 'dashboard', 'mcp'],
};

/**
 * A table of all options: names, types and what they mean from the comments, defaults from the schemas that check them.
 * @throws Error where a comment names another default than the schema has.
 */
export function optionsPage(checker, symbols, schema) {
  const options = symbols.find(({ name }) => name === 'LlmLoggingOptions');
  const type = checker.getDeclaredTypeOfSymbol(checker.getAliasedSymbol(options));
  const sections = type.getProperties().map((property) => section(checker, property, schema.members[property.name]));
  return `# Options\n\n${INTRODUCTION}\n\n${sections.join('\n\n')}\n`;
}

const INTRODUCTION = `Of \`LlmLoggingModule.forRoot()\`, and of what the factory of \`forRootAsync()\` returns; \`admin\` and \`isGlobal\` (default \`true\`: services can be injected in every module) stand beside the factory. Only \`database\` is required.`;

function section(checker, property, schema) {
  const rows = [...rowsOf(checker, property, '', schema)].map((cells) => `| ${cells.map(inCell).join(' | ')} |`);
  const guides = (GUIDES[property.name] ?? []).map((guide) => `[${guide}](../${guide}.md)`);
  const more = guides.length === 0 ? '' : `\n\nMore: ${guides.join(', ')}.`;
  return `## \`${property.name}\`\n\n| option | type | default | |\n| --- | --- | --- | --- |\n${rows.join('\n')}${more}`;
}

function* rowsOf(checker, property, prefix, schema) {
  const name = `${prefix}${property.name}`;
  if (schema === undefined) throw new Error(`The option ${name} has no schema.`);
  const inner = schema.members === undefined ? [] : innerOf(checker, checker.getTypeOfSymbol(property));
  const type = inner.length > 0 ? '' : `\`${typeText(property)}\``;
  yield [`\`${name}\``, type, agreedDefault(checker, property, schema, name), commentOf(checker, property)];
  for (const member of inner)
    yield* rowsOf(checker, member, `${name}${listMark(checker, property)}.`, schema.members[member.name]);
}

/** What the comment says, which people read in their editors, has to be what holds. */
function agreedDefault(checker, property, schema, name) {
  const said = defaultOf(checker, property);
  const holds = defaultText(schema);
  if (holds !== undefined && said !== holds)
    throw new Error(`${name}: its comment says @default ${said ?? '(nothing)'}, but ${holds} holds.`);
  return said ?? '';
}

/** Members of an object that is an option itself, of each form that it may have. */
function innerOf(checker, type) {
  const forms = (type.isUnion() ? type.types : [type]).map((form) => elementOf(checker, form));
  const members = new Map();
  for (const form of forms.filter(isObject))
    for (const member of form.getProperties()) members.set(member.name, member);
  return [...members.values()];
}

function listMark(checker, property) {
  const type = checker.getNonNullableType(checker.getTypeOfSymbol(property));
  return (type.isUnion() ? type.types : [type]).some((form) => isList(checker, form)) ? '[]' : '';
}

function elementOf(checker, type) {
  return isList(checker, type) ? checker.getTypeArguments(type)[0] : type;
}

function isList(checker, type) {
  return checker.isArrayType(type);
}

function isObject(type) {
  return (type.flags & ts.TypeFlags.Object) !== 0 && type.getCallSignatures().length === 0;
}

function typeText(property) {
  const [declaration] = property.declarations;
  return (declaration.type?.getText() ?? 'unknown').replaceAll(/\/\*\*[\s\S]*?\*\//g, '').replaceAll(/\s+/g, ' ');
}

function inCell(text) {
  return text.replaceAll('|', '\\|');
}
