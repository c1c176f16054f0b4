import ts from 'typescript';
import { commentOf, tagsOf } from './comments.mjs';

const HIDDEN = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;

/** One exported name: what it is, what its comment says, and its members with theirs. */
export function describeName(checker, exported) {
  const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
  const lines = [
    `## \`${exported.name}\``,
    `_${kindOf(symbol)}_`,
    commentOf(checker, symbol),
    ...tagsOf(checker, symbol),
  ];
  return [...lines, ...callsOf(checker, symbol), membersOf(checker, symbol).join('\n')]
    .filter((line) => line !== '')
    .join('\n\n');
}

function kindOf({ flags }) {
  if (flags & ts.SymbolFlags.Class) return 'class';
  if (flags & ts.SymbolFlags.Interface) return 'interface';
  if (flags & ts.SymbolFlags.Function) return 'function';
  if (flags & ts.SymbolFlags.Enum) return 'enum';
  return flags & ts.SymbolFlags.Variable ? 'value' : 'type';
}

function callsOf(checker, symbol) {
  if (!(symbol.flags & (ts.SymbolFlags.Function | ts.SymbolFlags.TypeAlias))) return [];
  const lines = symbol.declarations
    .map((declaration) => declaration.getText().replace(/^export (declare )?/, ''))
    .map((text) => text.replaceAll(/\/\*\*[\s\S]*?\*\/\s*/g, ''));
  return [`\`\`\`ts\n${[...new Set(lines)].join('\n')}\n\`\`\``];
}

/** Of classes and interfaces those that an application may touch, in the order of the source. */
function membersOf(checker, symbol) {
  if (!(symbol.flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Interface | ts.SymbolFlags.Enum))) return [];
  const statics = symbol.flags & ts.SymbolFlags.Class ? [...(symbol.exports?.values() ?? [])] : [];
  const own = [
    ...statics,
    ...(symbol.members?.values() ?? []),
    ...(symbol.flags & ts.SymbolFlags.Enum ? symbol.exports.values() : []),
  ];
  return own.filter(isPublic).map((member) => describeMember(checker, member));
}

function isPublic(member) {
  const [declaration] = member.declarations ?? [];
  if (declaration === undefined || member.name.startsWith('__') || /^#|^prototype$/.test(member.name)) return false;
  return !(ts.getCombinedModifierFlags(declaration) & HIDDEN) && !declaration.name?.getText().startsWith('#');
}

function describeMember(checker, member) {
  const signatures = member.declarations.map((declaration) => oneLine(declaration));
  const said = [commentOf(checker, member), ...tagsOf(checker, member)].filter((line) => line !== '').join(' ');
  return `- ${signatures.map((signature) => `\`${signature}\``).join('<br>')}${said === '' ? '' : `: ${said}`}`;
}

function oneLine(declaration) {
  return declaration
    .getText()
    .replaceAll(/\/\*\*[\s\S]*?\*\//g, '')
    .replaceAll(/\s+/g, ' ')
    .replace(/;$/, '')
    .trim();
}
