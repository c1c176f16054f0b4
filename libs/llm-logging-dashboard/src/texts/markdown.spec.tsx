import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { renderToStaticMarkup } from 'react-dom/server';
import { Markdown } from './markdown.js';

function html(text: string): string {
  return renderToStaticMarkup(<Markdown text={text} />);
}

/** Tags of what is rendered, with their attributes: texts hold no `<`. */
function tagsIn(markup: string): string[] {
  return markup.match(/<[a-z][^>]*>/g) ?? [];
}

const ALLOWED =
  /^<(div|p|span|strong|em|del|code|pre|figure|figcaption|button|ul|ol|li|hr|br|blockquote|table|thead|tbody|tr|th|td|a)[ />]/;

const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '<script>alert(1)</script>',
        '<img src=x onerror=alert(1)>',
        '<svg/onload=alert(1)>',
        '<a href="javascript:alert(1)">',
        '[a](javascript:alert(1))',
        '[a](JaVa\tScript:alert(1))',
        '[a](&#106;avascript:alert(1))',
        '[a](data:text/html,<script>1</script>)',
        '[a](//evil.example)',
        '[a](https://ok.example "on\\"click=x")',
        '<javascript:alert(1)>',
        '![i](https://evil.example/i.png)',
        '![i](javascript:alert(1))',
        '[r]: javascript:alert(1)\n\n[r]',
        '```"><script>\nx\n```',
        '| a |\n|--|\n| <b onclick=x> |',
        '> ',
        '- ',
        '1. ',
        '\n',
        '\n\n',
        '**',
        '`',
        '&lt;script&gt;',
        '\u202e',
      ),
      fc.string({ maxLength: 8 }),
    ),
    { maxLength: 25 },
  )
  .map((parts) => parts.join(''));

describe('Markdown', () => {
  it('renders what people write', () => {
    const text =
      '# T\n\n**b** *e* ~~d~~ `c &amp;` [l](https://a.b/c)\n\n- [x] done\n\n| h |\n|:-:|\n| c |\n\n```ts\nx < 1\n```';
    const markup = html(text);
    for (const part of [
      '<p class="heading" data-level="1">T</p>',
      '<strong>b</strong>',
      '<em>e</em>',
      '<del>d</del>',
      '<code>c &amp;amp;</code>',
      '☑ done',
      '<td class="center">c</td>',
      'x &lt; 1',
      '<a href="https://a.b/c" title="https://a.b/c" target="_blank" rel="noopener noreferrer nofollow">l</a>',
    ])
      expect(markup).toContain(part);
  });

  it('reads character references once', () => {
    expect(html('a &amp;lt; b &#x41;')).toContain('a &amp;lt; b A');
    expect(html('[l](https://a.b/?x=1&amp;y)')).toContain('href="https://a.b/?x=1&amp;y"');
    expect(html('&#x202e;')).toContain('U+202E');
  });

  it('makes nothing of any text that acts or asks', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        for (const tag of tagsIn(html(text))) {
          expect(tag).toMatch(ALLOWED);
          expect(tag).not.toMatch(/\s(on\w+|src|style|srcdoc|action|formaction)=/i);
          const href = /\shref="([^"]*)"/.exec(tag)?.[1];
          if (href !== undefined) expect(href).toMatch(/^(https?:\/\/|mailto:)/);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('shows tags, and links that lead nowhere, as they are written', () => {
    expect(html('<script>alert(1)</script>')).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(html('[x](javascript:alert(1))')).toContain('javascript:alert(1)');
    expect(html('![cat](https://a.b/c.png)')).toContain('cat – https://a.b/c.png');
  });

  it('survives what makes a lexer fail', () => {
    expect(html('>'.repeat(5_000))).toContain('&gt;'.repeat(5_000));
    expect(html(`${'  '.repeat(40)}- a\n`.repeat(40))).toContain('- a');
    expect(html(Array.from({ length: 60 }, (_, depth) => `${'  '.repeat(depth)}- a`).join('\n'))).toContain('<li>');
  });

  it('shows the beginning of a long text', () => {
    const markup = html('word *word*\n\n'.repeat(100_000));
    expect(markup.length).toBeLessThan(100_000);
    expect(markup).toContain('all 1,300,000 characters');
  });
});
