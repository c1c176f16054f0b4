/**
 * Names what is left over: an error, or with `TEST_LEFTOVERS=report` a remark on the side.
 * @param {string} heading
 * @param {string[]} found
 * @returns {Error | undefined}
 */
export function reported(heading, found) {
  if (found.length === 0) return undefined;
  const message = `${heading}\n${found.map((each) => `- ${each}`).join('\n')}`;
  // Its own place is no help: each line has one.
  if (process.env.TEST_LEFTOVERS === 'report') return void process.stderr.write(`${message}\n`);
  return Object.assign(new Error(message), { stack: message });
}
