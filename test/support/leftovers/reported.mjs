/**
 * Names what is left over: on the side, and with `TEST_LEFTOVERS=error` as an error.
 * @param {string} heading
 * @param {string[]} found
 * @returns {Error | undefined}
 */
export function reported(heading, found) {
  if (found.length === 0) return undefined;
  const message = `${heading}\n${found.map((each) => `- ${each}`).join('\n')}`;
  // Its own place tells nothing: each line has one.
  if (process.env.TEST_LEFTOVERS === 'error') return Object.assign(new Error(message), { stack: message });
  process.stderr.write(`${message}\n`);
  return undefined;
}
