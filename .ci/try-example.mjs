// Starts the example as the README says, asks it something, runs the command that it prints, and stops it.
import { execSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

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
  process.kill(-example.pid, 'SIGTERM');
  await groupEnded(example.pid);
  rmSync(directory, { recursive: true, force: true });
}

/** npm ends before the example, which still writes to its database. */
async function groupEnded(group) {
  const giveUpAt = Date.now() + 60_000;
  while (isRunning(group)) {
    if (Date.now() > giveUpAt) throw new Error('The example does not end.');
    await sleep(50);
  }
}

function isRunning(group) {
  try {
    return process.kill(-group, 0);
  } catch {
    return false;
  }
}
