import type { CanActivate, DynamicModule } from '@nestjs/common';
import {
  calculateLlmCost,
  contextFromHeaders,
  type ActiveLlmCall,
  type CostStats,
  type LlmCall,
  type LlmCallFilters,
  LlmCallRepository,
  LlmCallStatus,
  LlmCallType,
  LlmContext,
  LlmContextService,
  LlmLoggerService,
  LlmLoggingModule,
  type LlmLoggingOptions,
  LlmStatsService,
  type LlmTraceNode,
  LogLlmCall,
  type PerformanceStats,
} from 'nestjs-llm-logging';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function is<A extends true, B extends true = true>(proof?: [A, B]): void;
declare const value: <T>() => T;

is<
  Equal<
    `${LlmCallType}`,
    | 'chat'
    | 'rag_query'
    | 'rag_synthesis'
    | 'sentiment_analysis'
    | 'summarization'
    | 'embedding'
    | 'classification'
    | 'extraction'
    | 'system'
    | 'other'
  >
>();
is<Equal<`${LlmCallStatus}`, 'pending' | 'success' | 'error' | 'timeout' | 'cancelled'>>();

// The module
const guard = value<new () => CanActivate>();
const modules: DynamicModule[] = [
  LlmLoggingModule.forRoot({ database: { url: 'postgres://localhost/app' } }),
  LlmLoggingModule.forRoot({
    database: { dataSource: 'default' },
    migrate: false,
    capture: { payloads: false },
    retention: { days: 30 },
    admin: { guards: [guard] },
  }),
  LlmLoggingModule.forRoot({
    database: { url: 'postgres://x/y', poolSize: 2, schema: 'log', ssl: true },
    admin: { public: true, path: 'ops' },
    prices: [{ model: /^x/, promptPerMillion: 1, completionPerMillion: 2 }],
  }),
  LlmLoggingModule.forRootAsync({
    inject: ['x'],
    useFactory: async (url: string) => ({ database: { url } }),
    admin: { guards: [guard] },
    isGlobal: false,
  }),
];
// @ts-expect-error the database is missing
const noDatabase: LlmLoggingOptions = {};
// @ts-expect-error public is true or absent
LlmLoggingModule.forRoot({ database: { url: '' }, admin: { public: false } });

// Decorators
class Service {
  @LogLlmCall()
  bare() {}

  @LogLlmCall({
    callType: 'own.type',
    prompt: ([text]: [string]) => text,
    response: (result: number) => String(result),
    usage: () => ({ promptTokens: 1 }),
    cost: () => null,
    metadata: { a: 1 },
  })
  async full(text: string) {
    return text.length;
  }

  @LlmContext(([job]: [{ id: string }]) => ({ taskId: job.id }))
  job(_job: { id: string }) {}

  // @ts-expect-error a task id is a text
  @LlmContext(() => ({ taskId: 7 }))
  wrong() {}
}
const context: LlmContext = { traceId: 't', userId: 'u' };

// Recording
async function recording(logger: LlmLoggerService, contexts: LlmContextService) {
  is<Equal<Awaited<ReturnType<typeof logger.start>>, string>>();
  const answer = await logger.logCall({ callType: LlmCallType.CHAT }, (call: ActiveLlmCall) => {
    call.update({ response: 'r', usage: { promptTokens: 1 } });
    return 42;
  });
  is<Equal<typeof answer, number>>();
  const id = await logger.logRagQuery({ prompt: 'p' });
  // @ts-expect-error the preset says the type
  await logger.logRagQuery({ callType: 'chat' });
  await logger.complete(id, { promptTokens: 1, completionTokens: 2, response: null });
  await logger.fail(id, 'anything');
  await logger.record({ callType: 'chat', response: 'r', latencyMs: 5, status: 'success' });
  // @ts-expect-error a call that is over is not pending
  await logger.record({ status: 'pending' });
  is<Equal<ReturnType<typeof contexts.headers>, Record<string, string>>>();
  const ran = contexts.run(contextFromHeaders({}), () => 'x' as const);
  is<Equal<typeof ran, 'x'>>();
}

// Reading
async function reading(repository: LlmCallRepository, stats: LlmStatsService) {
  is<Equal<Awaited<ReturnType<typeof repository.findById>>, LlmCall | null>>();
  is<Equal<Awaited<ReturnType<typeof repository.getTraceTree>>, LlmTraceNode>>();
  const filters: LlmCallFilters = {
    callType: ['chat', 'system'],
    status: 'error',
    tags: ['a'],
    metadata: { k: 1 },
    startDate: new Date(),
    limit: 5,
  };
  const { items, nextCursor } = await repository.listByFilters(filters);
  is<Equal<typeof items, LlmCall[]>, Equal<typeof nextCursor, string | null>>();
  // @ts-expect-error no such state
  await repository.listByFilters({ status: 'done' });
  is<Equal<Awaited<ReturnType<typeof stats.getCostStats>>, CostStats>>();
  is<Equal<Awaited<ReturnType<typeof stats.getPerformanceStats>>, PerformanceStats>>();
  const removed: number = await repository.cleanupOldLogs({ daysOld: 30 });
}

const cost: number | null = calculateLlmCost({
  provider: 'openai',
  model: 'gpt-4o',
  promptTokens: 1,
  completionTokens: 1,
  at: new Date(),
});
