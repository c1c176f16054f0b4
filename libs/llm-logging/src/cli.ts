#!/usr/bin/env node
import { runCli } from './cli/run-cli.js';

// Whoever reads may leave, as `head` does.
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : 1));

process.exitCode = await runCli(process.argv.slice(2), process);
