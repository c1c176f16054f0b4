import { spawn } from 'node:child_process';

const SCRIPT = `read _
if pid=$(head -n 1 "$1/postmaster.pid"); then
  kill -QUIT "$pid"
  for _ in 1 2 3 4 5 6 7 8 9 10; do kill -0 "$pid" && sleep 0.2; done
fi
rm -rf "$1"`;

/**
 * A shell outlives this process and removes a folder with it, and ends the PostgreSQL that runs there, even where this process is
 * killed: its input closes then.
 * @param {string} folder
 * @returns {() => void} has it done now.
 */
export function endWithThisProcess(folder) {
  if (process.platform === 'win32') return () => {};
  const shell = spawn('sh', ['-c', SCRIPT, 'sh', folder], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  shell.unref();
  shell.stdin.unref();
  return () => shell.stdin.end();
}
