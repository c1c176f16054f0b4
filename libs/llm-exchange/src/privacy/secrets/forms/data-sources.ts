import type { Finding } from '../finding.js';
import { isNoPlaceholder } from '../names/schemes.js';

const BEFORE = 200;
const GO = /(?<![\w.-])[\w.-]{1,64}[:/]([^\s:/@"'`]{3,128})$/;
const ORACLE = /oracle:thin:[\w.-]{1,64}\/([^\s@"'`]{3,128})$/;

/** Passwords in names of data sources that are no addresses: `bob:…@tcp(db:3306)/shop`, `jdbc:oracle:thin:bob/…@db`. */
export function findInDataSources(text: string, found: Finding[]): void {
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const isGo = text.startsWith('tcp(', at + 1) || text.startsWith('unix(', at + 1) || text.startsWith('//', at + 1);
    const before = text.slice(Math.max(at - BEFORE, 0), at);
    if (!isGo && !before.includes('oracle:thin:')) continue;
    const secret = (ORACLE.exec(before) ?? (isGo ? GO.exec(before) : null))?.[1];
    if (secret === undefined || secret.includes(']') || !isNoPlaceholder(secret)) continue;
    found.push({ start: at - secret.length, end: at, rule: 'url-password' });
  }
}
