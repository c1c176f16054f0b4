import { realpathSync } from 'node:fs';
import { sep } from 'node:path';
import ts from 'typescript';

const printer = ts.createPrinter({ removeComments: true });
const HIDDEN = ts.ModifierFlags.Private;

/** The declarations that an entry exports, and those of our own that they use without exporting them, each sorted by name. */
export function surfaceOf(program, file) {
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(program.getSourceFile(file));
  const exports = checker.getExportsOfModule(module).map((symbol) => ({ name: symbol.name, symbol: originOf(symbol) }));
  const known = new Set(exports.map(({ symbol }) => symbol));
  const reached = [];
  const visit = (symbol) => {
    for (const used of usedBy(symbol)) {
      if (known.has(used)) continue;
      known.add(used);
      reached.push({ name: used.name, symbol: used });
      visit(used);
    }
  };
  for (const { symbol } of exports) visit(symbol);
  return { exported: exports.sort(byName).map(printed), reached: reached.sort(byName).map(printed) };

  function originOf(symbol) {
    return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  }

  /** The symbols with declarations in our packages that a symbol's declarations name. */
  function usedBy(symbol) {
    const used = [];
    const look = (node) => {
      // Nest calls the constructors of services: what they take is nobody's to give.
      if (isHidden(node) || ts.isConstructorDeclaration(node)) return;
      if (ts.isIdentifier(node)) {
        const named = checker.getSymbolAtLocation(node);
        const origin = named && originOf(named);
        if (origin && isDeclaredAtTop(origin)) used.push(origin);
      }
      ts.forEachChild(node, look);
    };
    for (const declaration of symbol.declarations ?? []) if (isOurs(declaration)) look(declaration);
    return used;
  }
}

function printed({ name, symbol }) {
  const declarations = (symbol.declarations ?? []).map(statementOf).map((node) => textOf(node));
  const own = symbol.name === name ? '' : `// exported as ${name}\n`;
  return own + [...new Set(declarations)].join('\n');
}

/** Of a variable the whole statement; of all else the declaration. */
function statementOf(node) {
  return ts.isVariableDeclaration(node) ? node.parent.parent : node;
}

/** A declaration without comments and what is private. */
function textOf(node) {
  const kept = ts.isClassDeclaration(node) ? withoutHidden(node) : node;
  return printer.printNode(ts.EmitHint.Unspecified, kept, node.getSourceFile()).replace(/^export (declare )?/, '');
}

function withoutHidden(node) {
  const { modifiers, name, typeParameters, heritageClauses, members } = node;
  const shown = members.filter((member) => !isHidden(member));
  return ts.factory.updateClassDeclaration(node, modifiers, name, typeParameters, heritageClauses, shown);
}

function isHidden(node) {
  if (!ts.isClassElement(node)) return false;
  const isPrivate = Boolean(ts.getCombinedModifierFlags(node) & HIDDEN);
  return isPrivate || (node.name !== undefined && ts.isPrivateIdentifier(node.name));
}

function isDeclaredAtTop({ declarations = [] }) {
  return declarations.some((node) => isOurs(node) && ts.isSourceFile(statementOf(node).parent));
}

function isOurs(node) {
  const path = realpathSync(node.getSourceFile().fileName);
  return path.includes(`${sep}libs${sep}llm-`) && !path.includes(`${sep}node_modules${sep}`);
}

function byName(a, b) {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
