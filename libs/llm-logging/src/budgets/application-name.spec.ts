import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applicationName } from './application-name.js';

describe('the name of an application', () => {
  const folder = mkdtempSync(join(tmpdir(), 'application-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is that of its service', () => {
    expect(applicationName({ OTEL_SERVICE_NAME: 'shop' }, '/anywhere/main.js')).toBe('shop');
  });

  it('is that of its package, and the script in it, wherever it is deployed', () => {
    mkdirSync(join(folder, 'dist'));
    writeFileSync(join(folder, 'package.json'), '{ "name": "shop" }');
    expect(applicationName({}, join(folder, 'dist', 'main.js'))).toBe('shop dist/main.js');
    writeFileSync(join(folder, 'package.json'), 'no JSON');
    expect(applicationName({}, join(folder, 'dist', 'main.js'))).toBe('application dist/main.js');
  });

  it('is there without a script', () => {
    expect(applicationName({}, undefined)).not.toBe('');
  });
});
