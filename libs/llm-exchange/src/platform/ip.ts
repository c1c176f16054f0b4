import { nodeModule } from './node.js';

const net = nodeModule('node:net');

/** Whether a text is an address of IPv4 or IPv6. */
export function isIpAddress(text: string): boolean {
  if (net !== undefined) return net.isIP(text) !== 0;
  return text.includes(':')
    ? URL.canParse(`http://[${text}]`)
    : /^\d{1,3}(\.\d{1,3}){3}$/.test(text) && URL.canParse(`http://${text}`);
}
