import { spawn } from 'node:child_process';
import { isCallId } from 'llm-exchange/call';
import { readArguments } from '../arguments.js';
import { CliUsageError, type CliCommand } from '../command.js';
import { safeText } from '../output/safe-text.js';

const OPTIONS = { dashboard: { type: 'string' }, print: { type: 'boolean' } } as const;
const VARIABLE = 'LLM_LOGGING_DASHBOARD_URL';
const PAGES = [
  'calls',
  'usage',
  'latency',
  'errors',
  'rag',
  'models',
  'origins',
  'prompts',
  'releases',
  'budgets',
  'compare',
  'health',
];

/** Opens the dashboard in a browser. */
export const openCommand: CliCommand = {
  options: OPTIONS,
  help: `nestjs-llm-logging open [<id> | <page>] [--dashboard <url>] [--print]

  <id>         of a call or a trace
  <page>       ${PAGES.join(', ')}
  --dashboard  address of the dashboard, as of \`notify.dashboardUrl\`; default: ${VARIABLE}
  --print      print the address alone

It prints the address, and opens it where it is run at a terminal.

Examples:
  npx nestjs-llm-logging open --dashboard https://app.example.com/admin/llm
  npx nestjs-llm-logging open 4bf92f3577b34da6a3ce929d0e0e4736
`,
  run: (args, host) => {
    const { positionals, given } = readArguments(args, OPTIONS);
    if (positionals.length > 1) throw new CliUsageError('Give one id or page.');
    const address = addressOf(given.dashboard ?? host.env[VARIABLE], positionals[0]);
    host.stdout.write(`${address}\n`);
    return given.print !== true && host.stdout.isTTY === true ? opened(address) : Promise.resolve();
  },
};

function addressOf(dashboard: string | undefined, what: string | undefined): string {
  if (!dashboard) throw new CliUsageError(`Where is the dashboard? Give --dashboard, or set ${VARIABLE}.`);
  if (!/^https?:\/\/[^\s"'<>]+$/.test(dashboard) || !URL.canParse(dashboard))
    throw new CliUsageError('--dashboard: must look like https://app.example.com/admin/llm.');
  const base = new URL(dashboard);
  base.hash = what === undefined ? '' : pageOf(what);
  if (what !== undefined && !base.pathname.endsWith('/')) base.pathname += '/';
  return base.href;
}

function pageOf(what: string): string {
  if (PAGES.includes(what)) return `/${what}`;
  if (isCallId(what)) return `/calls/${what}`;
  if (/^[\w.:-]{8,200}$/.test(what)) return `/traces/${encodeURIComponent(what)}`;
  throw new CliUsageError(`${safeText(what)} is no id of a call or trace, and no page: ${PAGES.join(', ')}.`);
}

/** By what the system has for it: no shell reads the address. */
function opened(address: string): Promise<void> {
  const commands: Partial<Record<NodeJS.Platform, [string, string[]]>> = {
    darwin: ['open', [address]],
    win32: ['rundll32', ['url.dll,FileProtocolHandler', address]],
  };
  const [command, args] = commands[process.platform] ?? ['xdg-open', [address]];
  return new Promise((resolve) => {
    // Without a browser the address is there to be copied.
    const child = spawn(command, args, { stdio: 'ignore', detached: true }).once('error', () => resolve());
    child.once('spawn', () => {
      child.unref();
      resolve();
    });
  });
}
