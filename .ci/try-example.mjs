// Starts the example as the README says, asks it something, runs the command that it prints, and stops it.
import { execSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const directory = mkdtempSync(join(tmpdir(), 'llm-logging-example-'));
const env = {
  ...process.env,
  PORT: '0',
  EXAMPLE_DATA_DIR: directory,
  EXAMPLE_HISTORY_DAYS: '1',
  DATABASE_URL: '',
  OPENAI_API_KEY: '',
  OPENAI_BASE_URL: '',
};
const example = spawn('npm', ['start'], { env, stdio: ['ignore', 'pipe', 'inherit'], detached: true });

try {
  const { base, command } = await new Promise((resolve, reject) => {
    let output = '';
    example.stdout.on('data', (piece) => {
      output += piece;
      const found = /listens on (\S+)[^]*^Terminal +(.+)$[^]*^Database/m.exec(output);
      if (found) resolve({ base: found[1], command: found[2] });
    });
    example.once('exit', (code) => reject(new Error(`The example ended with ${code}:\n${output}`)));
    setTimeout(() => reject(new Error(`The example did not start:\n${output}`)), 120_000).unref();
  });
  const response = await fetch(`${base}/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ message: 'Hello' }),
  });
  const answer = await response.json();
  if (!response.ok || !answer.answer?.includes('Hello') || !answer.traceId)
    throw new Error(`/chat answered ${response.status} ${JSON.stringify(answer)}`);
  console.log('The example answers:', answer);
  console.log(execSync(command, { encoding: 'utf8' }));
} finally {
  example.removeAllListeners('exit');
  const ended = new Promise((resolve) => example.once('exit', resolve));
  process.kill(-example.pid, 'SIGTERM');
  await ended;
  rmSync(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
}
