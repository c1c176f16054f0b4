/** undefined */
export { curlCommand } from './curl-command.js';
