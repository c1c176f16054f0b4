import { describe, expect, it } from '@jest/globals';
import { safeHref } from './safe-href.js';

describe('safeHref', () => {
  it.each(['https://a.b/c?d#e', 'http://a.b/', 'mailto:a@b.c'])('follows %s', (href) => {
    expect(safeHref(href)).toBe(href);
  });

  it.each([
    'javascript:alert(1)',
    ' JAVASCRIPT:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'blob:https://a.b/c',
    'file:///etc/passwd',
    '//a.b/c',
    '/admin/llm/cleanup',
    '#/calls',
    '',
  ])('leads nowhere by %j', (href) => {
    expect(safeHref(href)).toBeUndefined();
  });
});
