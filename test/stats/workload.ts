import { readFileSync } from 'node:fs';
import type { FinishedLlmCall } from 'nestjs-llm-logging';
import { scaled } from '../support/scale.js';

export type TraceName = 'azure-2023-conversation' | 'azure-2023-code' | 'mooncake-conversation';

export interface RecordedRequest {
  readonly at: Date;
  readonly requestTokens: number;
  readonly responseTokens: number;
}

/** When the trace without dates is said to have begun: its hour goes over midnight. */
const MOONCAKE_START = Date.UTC(2023, 10, 16, 23, 25);

/** Every how many of them are taken: all in the long form. */
export const STEP = scaled(4, 1);

/** Arrivals and sizes of real requests; see test/fixtures/workload/README.md. */
export function recordedWorkload(name: TraceName): RecordedRequest[] {
  const text = readFileSync(new URL(`../fixtures/workload/${name}.csv`, import.meta.url), 'utf8');
  return text
    .trim()
    .split('\n')
    .filter((_line, n) => n > 0 && n % STEP === 0)
    .map((line) => {
      const [at, request, response] = line.split(',') as [string, string, string];
      return { at: timeOf(name, at), requestTokens: Number(request), responseTokens: Number(response) };
    });
}

function timeOf(name: TraceName, at: string): Date {
  return name === 'mooncake-conversation'
    ? new Date(MOONCAKE_START + Number(at))
    : new Date(`${at.slice(0, 23).replace(' ', 'T')}Z`);
}

const MODELS: Record<TraceName, { provider: string; model: string; callType: string }> = {
  'azure-2023-conversation': { provider: 'azure', model: 'gpt-4', callType: 'chat' },
  'azure-2023-code': { provider: 'azure', model: 'code-davinci', callType: 'code' },
  'mooncake-conversation': { provider: 'moonshot', model: 'kimi', callType: 'chat' },
};

/** A recorded request as a call: each tenth token takes 3 ms, each costs a millionth of a dollar. */
export function callOf(
  name: TraceName,
  { at, requestTokens, responseTokens }: RecordedRequest,
  n: number,
): FinishedLlmCall {
  return {
    ...MODELS[name],
    startedAt: at,
    promptTokens: requestTokens,
    completionTokens: responseTokens,
    estimatedCost: (requestTokens + responseTokens) / 1e6,
    latencyMs: latencyOf(responseTokens),
    userId: `user-${n % 50}`,
    companyId: `company-${n % 4}`,
    ...(n % 97 === 0 ? { error: new Error(`Overloaded, request ${n}`) } : {}),
  };
}

export function latencyOf(responseTokens: number): number {
  return 200 + 30 * responseTokens;
}
