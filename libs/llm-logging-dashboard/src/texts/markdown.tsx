import { Lexer, type MarkedToken, type Token, type Tokens } from 'marked';
import { memo, useMemo, type ReactNode } from 'react';
import { CopyButton } from '../components/copy-button.js';
import { withoutEntities } from './entities.js';
import { BlockText, RawText } from './long-text.js';
import { safeHref } from './safe-href.js';
import { StoredText } from './stored-text.js';
import styles from './texts.module.css';

/** Longer blocks are no prose: they are shown as they are. */
const LONGEST_BLOCK = 16_384;
/** Quotes and lists nest no deeper. */
const MAX_DEPTH = 24;

/**
 * Markdown as React elements. No HTML is made of it or taken from it: tags are shown as they are written, images are named and never
 * loaded, links lead to the web or to mail.
 */
export function Markdown({ text }: { text: string }) {
  return (
    <div className={styles['markdown']} dir="auto">
      <BlockText text={text} piece={Blocks} />
    </div>
  );
}

const Blocks = memo(function Blocks({ text }: { text: string }) {
  const tokens = useMemo(() => tokensOf(text), [text]);
  if (tokens === undefined) return <RawText text={text} />;
  return rendered(tokens, 0);
});

/** Undefined for what is no markdown that can be read: too long, or nested until the lexer fails. */
function tokensOf(text: string): Token[] | undefined {
  if (text.length > LONGEST_BLOCK) return undefined;
  try {
    return new Lexer({ gfm: true }).lex(text);
  } catch {
    return undefined;
  }
}

function Plain({ text }: { text: string }) {
  return (
    <p className={styles['plain']}>
      <StoredText text={text} />
    </p>
  );
}

function rendered(tokens: readonly Token[] | undefined, depth: number): ReactNode {
  if (tokens === undefined) return null;
  return tokens.map((token, index) => <Piece key={index} token={token as MarkedToken} depth={depth + 1} />);
}

function Piece({ token, depth }: { token: MarkedToken; depth: number }): ReactNode {
  if (depth > MAX_DEPTH) return <StoredText text={token.raw} />;
  switch (token.type) {
    case 'space':
      return null;
    case 'def':
    case 'html':
      return token.type === 'html' && !token.block ? <Tag raw={token.raw} /> : <Plain text={token.raw.trimEnd()} />;
    case 'hr':
      return <hr />;
    case 'br':
      return <br />;
    case 'checkbox':
      return token.checked ? '☑ ' : '☐ ';
    case 'heading':
      // None of the page's own: those it has are in order.
      return (
        <p className={styles['heading']} data-level={token.depth}>
          {rendered(token.tokens, depth)}
        </p>
      );
    case 'paragraph':
      return <p>{rendered(token.tokens, depth)}</p>;
    case 'blockquote':
      return <blockquote>{rendered(token.tokens, depth)}</blockquote>;
    case 'list':
      return <List list={token} depth={depth} />;
    case 'table':
      return <Table table={token} depth={depth} />;
    case 'code':
      return <CodeBlock code={token} />;
    case 'codespan':
      return (
        <code>
          <StoredText text={token.text} />
        </code>
      );
    case 'strong':
      return <strong>{rendered(token.tokens, depth)}</strong>;
    case 'em':
      return <em>{rendered(token.tokens, depth)}</em>;
    case 'del':
      return <del>{rendered(token.tokens, depth)}</del>;
    case 'link':
      return <SafeLink link={token} depth={depth} />;
    case 'image':
      return <ImageName image={token} />;
    case 'text':
      return token.tokens === undefined ? (
        <StoredText text={withoutEntities(token.text)} />
      ) : (
        rendered(token.tokens, depth)
      );
    case 'escape':
      return <StoredText text={token.text} />;
    default:
      return <StoredText text={(token as Token).raw} />;
  }
}

function Tag({ raw }: { raw: string }) {
  return (
    <span className={styles['tag']}>
      <StoredText text={raw} />
    </span>
  );
}

function List({ list: { ordered, start, items }, depth }: { list: Tokens.List; depth: number }) {
  const lines = items.map((item, index) => (
    <li key={index} className={item.task ? styles['task'] : undefined}>
      {rendered(item.tokens, depth)}
    </li>
  ));
  return ordered ? <ol start={start === '' ? 1 : start}>{lines}</ol> : <ul>{lines}</ul>;
}

function Table({ table: { header, rows }, depth }: { table: Tokens.Table; depth: number }) {
  const cells = (line: readonly Tokens.TableCell[], Cell: 'th' | 'td'): ReactNode =>
    line.map(({ align, tokens }, index) => (
      <Cell key={index} className={align === null ? undefined : styles[align]}>
        {rendered(tokens, depth)}
      </Cell>
    ));
  return (
    <div className={styles['table']} role="region" aria-label="Table" tabIndex={0}>
      <table>
        <thead>
          <tr>{cells(header, 'th')}</tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>{cells(row, 'td')}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function CodeBlock({ code: { text, lang } }: { code: Tokens.Code }) {
  return (
    <figure className={styles['code']}>
      <figcaption>
        <span>{lang?.split(/\s/, 1)[0] || 'code'}</span>
        <CopyButton text={text} />
      </figcaption>
      <pre tabIndex={0} dir="ltr">
        <StoredText text={text} />
      </pre>
    </figure>
  );
}

function SafeLink({ link, depth }: { link: Tokens.Link; depth: number }) {
  const href = safeHref(withoutEntities(link.href));
  const said = rendered(link.tokens, depth);
  if (href === undefined)
    return (
      <span className={styles['inert']} title="A link that is not followed from here">
        {said}
        {link.href !== link.text && (
          <>
            {' '}
            (<StoredText text={link.href} />)
          </>
        )}
      </span>
    );
  return (
    <a href={href} title={href} target="_blank" rel="noopener noreferrer nofollow">
      {said}
    </a>
  );
}

function ImageName({ image: { text, href } }: { image: Tokens.Image }) {
  return (
    <span className={styles['media']} title="An image that is not loaded from here">
      <StoredText text={text === '' ? href : `${text} – ${href}`} />
    </span>
  );
}
