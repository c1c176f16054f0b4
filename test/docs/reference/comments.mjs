import ts from 'typescript';

/** What a comment says before its tags, as Markdown. */
export function commentOf(checker, symbol) {
  return asMarkdown(ts.displayPartsToString(symbol.getDocumentationComment(checker)));
}

/** `@param` and the like, a line each. */
export function tagsOf(checker, symbol) {
  return symbol
    .getJsDocTags(checker)
    .filter(({ name }) => NAMES[name] !== undefined)
    .map(
      ({ name, text }) => `${NAMES[name]}${asMarkdown(ts.displayPartsToString(text)).replace(/^(\w+) /, bold(name))}`,
    );
}

/** What a comment says that holds where nothing is given. */
export function defaultOf(checker, symbol) {
  const tag = symbol.getJsDocTags(checker).find(({ name }) => name === 'default');
  return tag && asMarkdown(ts.displayPartsToString(tag.text));
}

const NAMES = { param: '', returns: 'Returns ', throws: 'Throws ', deprecated: 'Deprecated: ', default: 'Default: ' };

function bold(tag) {
  return tag === 'param' || tag === 'throws' ? '`$1` ' : '$1 ';
}

function asMarkdown(text) {
  return text
    .replaceAll(/\{@link(?:code|plain)? ?([^}]*)\}/g, '`$1`')
    .replaceAll(/\s*\n\s*/g, ' ')
    .replaceAll('<', '\\<')
    .replaceAll(/\\<(?=[^`]*`(?:[^`]*`[^`]*`)*[^`]*$)/g, '<')
    .trim();
}
