import type { LlmCall } from '../storage/rows/llm-call.entity.js';

const SHOWN = 10;

/** Calls in a few words each, for messages of failed tests. */
export function describeCalls(calls: readonly LlmCall[]): string {
  if (calls.length === 0) {
    return 'Nothing was recorded: is the method annotated with @LogLlmCall(), and its class a provider of the tested module?';
  }
  const lines = calls.slice(0, SHOWN).map((call, index) => `  ${index + 1}. ${describeCall(call)}`);
  const more = calls.length > SHOWN ? [`  and ${calls.length - SHOWN} more`] : [];
  return ['Recorded:', ...lines, ...more].join('\n');
}

function describeCall({ callType, status, provider, model, userId, companyId, errorMessage }: LlmCall): string {
  const said = { provider, model, userId, companyId, errorMessage };
  const members = Object.entries(said).filter(([, value]) => value !== null);
  return [`${callType} ${status}`, ...members.map(([name, value]) => `${name} ${JSON.stringify(value)}`)].join(', ');
}
