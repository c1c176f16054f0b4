import { describe, expect, it } from '@jest/globals';
import {
  LlmCallRepository,
  LlmCallType,
  LlmContextService,
  LlmLoggerService,
  LlmStatsService,
} from 'nestjs-llm-logging';
import { suite } from '../support/suite.js';
import { logging, startContext } from '../support/application.js';

describe('LlmLoggerService', () => {
  const log = suite();

  it('records work inside logCall, and calls inside it as its children', async () => {
    const answer = await log.logger.logCall(
      { callType: 'chat', provider: 'openai', model: 'gpt-4o', prompt: 'Hi', userId: 'u1' },
      async (call) => {
        await log.logger.record({
          callType: 'embedding',
          model: 'text-embedding-3-small',
          provider: 'openai',
          promptTokens: 8,
        });
        call.firstToken();
        call.update({ response: 'Hello', promptTokens: 1_000, completionTokens: 100, finishReason: 'stop' });
        return 42;
      },
    );
    expect(answer).toBe(42);
    const [parent, child] = await log.stored();
    expect(parent).toMatchObject({
      call_type: 'chat',
      status: 'success',
      prompt: 'Hi',
      response: 'Hello',
      user_id: 'u1',
      total_tokens: 1_100,
      estimated_cost: '0.003500000000',
      finish_reason: 'stop',
    });
    expect(parent!['time_to_first_token_ms']).not.toBeNull();
    expect(child).toMatchObject({
      call_type: 'embedding',
      parent_call_id: parent!['id'],
      trace_id: parent!['trace_id'],
    });
  });

  it('ends a call before its work where `complete` is called', async () => {
    await log.logger
      .logCall({ callType: 'chat' }, async (call) => {
        call.update({ finishReason: 'stop' });
        call.complete({ response: 'early' });
        await new Promise((resolve) => setTimeout(resolve, 500));
        call.update({ response: 'too late' });
        throw new Error('afterwards');
      })
      .catch(() => undefined);
    const [row] = await log.stored();
    expect(row).toMatchObject({ status: 'success', response: 'early', finish_reason: 'stop' });
    expect(row!['latency_ms']).toBeLessThan(500);
  });

  it('records what failed, and lets the error through untouched', async () => {
    const error = Object.assign(new RangeError('no more'), { status: 429, code: 'rate_limit_exceeded' });
    await expect(log.logger.logCall({ callType: 'chat' }, () => Promise.reject(error))).rejects.toBe(error);
    const timeout = AbortSignal.timeout(1);
    await expect(
      log.logger.logCall(
        { callType: 'chat' },
        () => new Promise((_resolve, reject) => timeout.addEventListener('abort', () => reject(timeout.reason))),
      ),
    ).rejects.toThrow();
    await expect(
      log.logger.logCall({ callType: 'chat' }, () => Promise.reject(new DOMException('stop', 'AbortError'))),
    ).rejects.toThrow('stop');
    expect(await log.stored()).toMatchObject([
      { status: 'error', error_message: 'no more', error_type: 'RangeError', error_code: '429' },
      { status: 'timeout', error_type: 'TimeoutError' },
      { status: 'cancelled', error_message: 'stop' },
    ]);
  });

  it('records a hidden RAG query begun and ended by hand', async () => {
    const id = await log.logger.logRagQuery({
      model: 'gpt-4o',
      provider: 'openai',
      prompt: 'Which reviews?',
      companyId: 'acme',
    });
    expect(await log.stored()).toMatchObject([{ id, status: 'pending', call_type: 'rag_query', latency_ms: null }]);
    await log.logger.complete(id, {
      response: 'These.',
      usage: { promptTokens: 10, completionTokens: 5 },
      model: 'gpt-4o-2024-08-06',
    });
    expect(await log.stored()).toMatchObject([
      {
        id,
        status: 'success',
        request_model: 'gpt-4o',
        model: 'gpt-4o-2024-08-06',
        company_id: 'acme',
        total_tokens: 15,
        estimated_cost: '0.000075000000',
      },
    ]);
  });

  it('records a background sentiment task', async () => {
    await log.app.get(LlmContextService).run({ taskId: 'nightly-7', tags: ['job'] }, async () => {
      const id = await log.logger.logSentimentAnalysis({
        model: 'gpt-4o-mini',
        prompt: 'Great!',
        reviewId: 'r9',
        tags: ['review'],
      });
      await log.logger.complete(id, { response: 'positive' });
    });
    expect(await log.stored()).toMatchObject([
      {
        call_type: 'sentiment_analysis',
        task_id: 'nightly-7',
        review_id: 'r9',
        status: 'success',
        tags: ['job', 'review'],
      },
    ]);
  });

  it('records a RAG pipeline whose steps are linked and share its trace', async () => {
    const root = await log.logger.start({
      callType: LlmCallType.CHAT,
      prompt: 'What do people say?',
      companyId: 'acme',
    });
    for (const callType of ['embedding', 'rag_query', 'rag_synthesis']) {
      const step = await log.logger.start({ callType, parentCallId: root, provider: 'openai', model: 'gpt-4o' });
      await log.logger.complete(step, { promptTokens: 100, completionTokens: 10 });
    }
    await log.logger.complete(root);
    const [first, ...steps] = await log.stored();
    expect(steps).toHaveLength(3);
    for (const step of steps)
      expect(step).toMatchObject({ parent_call_id: root, trace_id: first!['trace_id'], company_id: 'acme' });
    const tree = await log.app.get(LlmCallRepository).getTraceTree(first!['trace_id'] as string);
    expect(tree.call?.id).toBe(root);
    expect(tree.children.map(({ call }) => call?.callType)).toEqual(['embedding', 'rag_query', 'rag_synthesis']);
    // What they were made in is a step.
    expect(tree.totals).toMatchObject({
      calls: 3,
      errors: 0,
      promptTokens: 300,
      completionTokens: 30,
      cost: 0.00105,
      unpricedCalls: 0,
    });
  });

  it('joins a step to the trace of a call that is over', async () => {
    const query = await log.logger.logRagQuery({ prompt: 'q', companyId: 'acme' });
    await log.logger.complete(query, { response: 'found' });
    const synthesis = await log.logger.logRagSynthesis({ parentCallId: query });
    await log.logger.complete(synthesis);
    const check = await log.logger.record({ callType: 'classification', parentCallId: synthesis });
    await log.logger.record({ callType: 'system', parentCallId: check });
    const rows = await log.stored();
    expect(rows).toHaveLength(4);
    expect(new Set(rows.map(({ trace_id }) => trace_id as string)).size).toBe(1);
    expect(rows.every(({ company_id }) => company_id === 'acme')).toBe(true);
  });

  it.each([
    ['logChat', 'chat'],
    ['logRagQuery', 'rag_query'],
    ['logRagSynthesis', 'rag_synthesis'],
    ['logSentimentAnalysis', 'sentiment_analysis'],
    ['logSummarization', 'summarization'],
    ['logEmbedding', 'embedding'],
    ['logClassification', 'classification'],
    ['logExtraction', 'extraction'],
    ['logSystem', 'system'],
    ['logOther', 'other'],
  ] as const)('%s begins a call of type %s', async (preset, callType) => {
    const id = await log.logger[preset]({ prompt: 'p' });
    await log.logger.cancel(id, 'enough');
    expect(await log.stored()).toMatchObject([
      { id, call_type: callType, status: 'cancelled', error_message: 'enough' },
    ]);
  });

  it('makes one row of a call that another process completes', async () => {
    const other = await startContext({ imports: [logging(log.database)] });
    const id = await log.logger.start({ callType: 'extraction', model: 'gpt-4o', prompt: 'p', metadata: { from: 1 } });
    await log.stored();
    await other.get(LlmLoggerService).complete(id, {
      response: 'r',
      provider: 'openai',
      model: 'gpt-4o',
      promptTokens: 10,
      completionTokens: 1,
      metadata: { to: 2 },
    });
    await other.close();
    expect(await log.stored()).toMatchObject([
      {
        id,
        status: 'success',
        prompt: 'p',
        response: 'r',
        call_type: 'extraction',
        metadata: { from: 1, to: 2 },
        estimated_cost: '0.000035000000',
      },
    ]);
  });

  it('keeps a row when the outcome comes before the start, or twice', async () => {
    const id = await log.logger.start({ callType: 'chat', prompt: 'p' });
    await log.logger.fail(id, new Error('first'));
    await log.logger.complete(id, { response: 'second' });
    expect(await log.stored()).toMatchObject([{ status: 'error', error_message: 'first', response: null }]);
  });

  it('names what was given wrong and keeps the rest', async () => {
    const hostile = {
      prompt: 'kept',
      temperature: NaN,
      maxTokens: -1,
      parentCallId: 'x',
      startedAt: 'never',
      tags: 'no',
      callType: 'BAD TYPE',
      typo: 1,
    };
    const id = await log.logger.start(hostile as never);
    await log.logger.complete(id, { promptTokens: 1.5, response: 'also kept', metadata: { ok: true, big: 10n } });
    const [row] = await log.stored();
    expect(row).toMatchObject({
      prompt: 'kept',
      response: 'also kept',
      call_type: 'other',
      temperature: null,
      prompt_tokens: null,
    });
    const named = (row!['metadata'] as { invalid: string[] }).invalid.map((line) => line.split(':')[0]);
    expect(named).toEqual(expect.arrayContaining(['promptTokens']));
    expect(row!['metadata']).toMatchObject({ ok: true, big: '10' });
  });

  it('never throws, whatever it is given', async () => {
    for (const nonsense of [
      undefined,
      null,
      7,
      'text',
      [],
      {
        get prompt(): string {
          throw new Error('no');
        },
      },
    ] as never[]) {
      const id = await log.logger.start(nonsense);
      await log.logger.complete(id, nonsense);
      await log.logger.record(nonsense);
      await log.logger.fail(nonsense, nonsense);
      await log.logger.cancel(nonsense, nonsense);
      await log.logger.complete('not an id');
    }
    await log.logger.flush();
  });

  it('stores NULs and lone surrogates repaired, and counts them', async () => {
    await log.logger.record({
      prompt: 'a\0b\ud800c😀',
      metadata: { 'k\0': 'v\udc00' },
      userId: 'u\0',
      tags: ['t\0', '😀'],
    });
    const id = await log.logger.start({ prompt: '\0' });
    await log.logger.complete(id, { response: '\udfff'.repeat(3) });
    await log.logger.record({ prompt: `${'\0'.repeat(2)}${'😀'.repeat(400_000)}` });
    await log.logger.record({ prompt: 'nothing to repair 😀' });
    const replaced = 'a\ufffdb\ufffdc😀';
    expect(await log.stored()).toMatchObject([
      {
        prompt: replaced,
        user_id: 'u\ufffd',
        tags: ['t\ufffd', '😀'],
        metadata: { 'k\ufffd': 'v\ufffd', repaired: { prompt: 2, metadata: 2, userId: 1, tags: 1 } },
      },
      { prompt: '\ufffd', response: '\ufffd'.repeat(3), metadata: { repaired: { prompt: 1, response: 3 } } },
      { metadata: { repaired: { prompt: 2 }, truncated: { prompt: {} } } },
      { prompt: 'nothing to repair 😀', metadata: {} },
    ]);
  });

  it('answers cost and performance', async () => {
    for (const latencyMs of [10, 20, 30, 40]) {
      await log.logger.record({
        callType: 'chat',
        provider: 'openai',
        model: 'gpt-4o',
        promptTokens: 1_000,
        completionTokens: 0,
        latencyMs,
      });
    }
    await log.logger.record({
      callType: 'rag_query',
      provider: 'me',
      model: 'mine',
      promptTokens: 5,
      completionTokens: 5,
      latencyMs: 1_000,
      error: new Error('x'),
    });
    await log.logger.flush();
    const cost = await log.logger.getCostStats({ days: 1 });
    expect(cost).toMatchObject({
      totalCost: 0.01,
      totalCalls: 5,
      unpricedCalls: 1,
      promptTokens: 4_005,
      totalTokens: 4_010,
    });
    expect(cost.byModel).toMatchObject({
      'gpt-4o': { totalCost: 0.01, totalCalls: 4 },
      mine: { totalCost: 0, unpricedCalls: 1 },
    });
    expect(cost.byCallType['rag_query']).toMatchObject({ totalCalls: 1 });
    expect(cost.byProvider['openai']).toMatchObject({ totalCalls: 4 });
    expect(await log.app.get(LlmStatsService).getPerformanceStats({ callType: 'chat' })).toEqual({
      totalCalls: 4,
      avgLatencyMs: 25,
      p50LatencyMs: 25,
      p95LatencyMs: 38.5,
      p99LatencyMs: expect.closeTo(39.7),
      maxLatencyMs: 40,
      avgTimeToFirstTokenMs: null,
      successRate: 1,
      errorRate: 0,
    });
    expect(await log.logger.getPerformanceStats()).toMatchObject({ totalCalls: 5, successRate: 0.8, errorRate: 0.2 });
  });
});
