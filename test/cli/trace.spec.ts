import { beforeAll, describe, expect, it } from '@jest/globals';
import { LlmCallRepository } from 'nestjs-llm-logging';
import { stripVTControlCharacters } from 'node:util';
import { runCliHere } from '../support/cli.js';
import { application } from '../support/suite.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const START = Date.UTC(2026, 0, 15, 12);

const log = application();
let stepId: string;

beforeAll(async () => {
  const { logger } = log;
  const at = (ms: number) => new Date(START + ms);
  const root = await logger.record({
    traceId: TRACE,
    callType: 'rag_query',
    userId: 'u1\u001b[31m',
    startedAt: at(0),
    latencyMs: 2_400,
    errorMessage: 'the step failed',
    status: 'error',
  });
  await logger.record({
    parentCallId: root,
    callType: 'embedding',
    provider: 'openai',
    model: 'text-embedding-3-small',
    startedAt: at(10),
    latencyMs: 290,
    promptTokens: 1_200,
    completionTokens: 0,
    estimatedCost: 0.000024,
  });
  const step = await logger.record({ parentCallId: root, callType: 'rerank', startedAt: at(300), latencyMs: 900 });
  stepId = await logger.record({
    parentCallId: step,
    callType: 'chat',
    provider: 'openai',
    model: 'gpt-4o',
    startedAt: at(1_200),
    latencyMs: 1_200,
    timeToFirstTokenMs: 600,
    errorType: 'RateLimitError',
    errorCode: 429,
    errorMessage: 'Slow\ndown',
    status: 'error',
  });
  await logger.flush();
});

const trace = (args: string[], env?: Record<string, string>) =>
  runCliHere(['trace', ...args, '--url', log.database.url], env);

describe('trace', () => {
  it('shows a tree with durations, tokens, cost and errors', async () => {
    const { code, stdout } = await trace([TRACE]);
    expect(code).toBe(0);
    expect(stdout).toBe(
      [
        `trace ${TRACE}  2026-01-15 12:00:00 UTC`,
        '4 calls · 2 failed · 2.40 s · 1,200 tokens · $0.000024',
        'user u1�[31m',
        '',
        '▕████████████████████████▏   2.40 s                            ✗ rag_query  error the step failed',
        '▕███                     ▏   290 ms        1,200→0   $0.000024 ├─ ✓ embedding openai/text-embedding-3-small',
        '▕   █████████            ▏   900 ms                            └─ ✓ rerank',
        '▕            ░░░░░░██████▏   1.20 s                               └─ ✗ chat openai/gpt-4o  RateLimitError 429 Slow down',
        '',
      ].join('\n'),
    );
  });

  it('is found by any of its calls', async () => {
    expect((await trace([stepId])).stdout).toBe((await trace([TRACE])).stdout);
  });

  it('is coloured where that is wanted', async () => {
    const plain = (await trace([TRACE])).stdout;
    const coloured = (await trace([TRACE], { FORCE_COLOR: '1' })).stdout;
    expect(coloured).toContain('\u001b[31m✗');
    expect(stripVTControlCharacters(coloured)).toBe(plain);
    expect((await trace([TRACE], { FORCE_COLOR: '1', NO_COLOR: '1' })).stdout).toBe(plain);
  });

  it('is the tree of the repository as JSON', async () => {
    const tree = await log.app.get(LlmCallRepository).getTraceTree(TRACE);
    const { stdout } = await trace([TRACE, '--json']);
    expect(JSON.parse(stdout)).toEqual(JSON.parse(JSON.stringify(tree)));
  });

  it.each([
    [['0190a0b0-0000-7000-8000-000000000000'], 1, 'There is no trace'],
    [['un\u001bknown'], 1, 'There is no trace and no call un�known.'],
    [[], 2, 'Give the id'],
    [['one', 'two'], 2, 'Give the id'],
  ])('%j ends with %d', async (args, code, said) => {
    expect(await trace(args)).toEqual({ code, stdout: '', stderr: expect.stringContaining(said) });
  });
});
