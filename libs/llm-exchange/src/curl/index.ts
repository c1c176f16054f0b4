/** A call as a command line. */
export { curlCommand, type CurlCommand } from './curl-command.js';
export type { RequestedCall } from '../apis/again.js';
