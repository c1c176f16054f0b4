import { expect, it } from '@jest/globals';
import { inOrder, versionName } from './versions.js';

it('orders versions as people number them', () => {
  const rows = ['10', '9', null, 'v2', 'v10'].map((promptVersion) => ({ promptVersion }));
  expect(inOrder(rows).map(({ promptVersion }) => promptVersion)).toEqual([null, '9', '10', 'v2', 'v10']);
  expect([versionName('3'), versionName(null)]).toEqual(['version 3', 'no version']);
});
