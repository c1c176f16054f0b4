// Builds what has changed, and says of it only what went wrong; then starts the example in this process.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A build that finds nothing to do says nothing. */
const PATIENCE_MS = 5_000;

const notice = setTimeout(() => process.stdout.write('Building, which takes a minute the first time …\n'), PATIENCE_MS);
await build();
clearTimeout(notice);
await import('./dist/main.js');

function build() {
  return new Promise((resolve) => {
    const cwd = fileURLToPath(new URL('../..', import.meta.url));
    const child = spawn('npm', ['run', 'build', '--silent'], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => (output += piece));
    child.once('close', (code) => {
      if (code === 0) return resolve();
      process.stderr.write(output);
      process.exit(code ?? 1);
    });
  });
}
