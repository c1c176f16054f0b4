/** What whoever starts a command can mend: said without the stack, which would only hide it. */
export class StartError extends Error {}

/** Ends the process with what went wrong. */
export function endOnErrors(): void {
  process.on('uncaughtException', (error) => {
    process.stderr.write(`${error instanceof StartError ? error.message : (error.stack ?? String(error))}\n`);
    process.exit(1);
  });
}
