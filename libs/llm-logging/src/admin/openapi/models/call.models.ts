import type { LlmToolCall } from 'llm-exchange/call';
import type { LlmCostClass, LlmCostPart } from 'llm-exchange/pricing';
import type { LlmCallPage } from '../../../calls/llm-call.repository.js';
import type { LlmCall } from '../../../storage/rows/llm-call.entity.js';
import type { LlmTraceNode, LlmTraceTotals } from '../../../calls/trace-tree.js';
import type { LlmCallCost } from '../../calls/call-cost.js';
import type { LlmSession } from '../../calls/llm-session.js';
import { count, date, json, listOf, modelOf, ms, nullable, refTo, text, usd } from '../schema.js';
import { MEMBER_SCHEMAS } from './call-members.js';
import { CallTotalsModel } from './totals.models.js';

const name = nullable(text);

const LlmToolCallModel = modelOf<LlmToolCall>(
  'LlmToolCall',
  'A tool that the model wants to be called.',
  {
    id: text,
    name: text,
    arguments: { anyOf: [json, text], description: 'As the model gave them: JSON, or text that is none' },
  },
  { optional: ['id', 'arguments'] },
);

export const LlmCallModel = modelOf<LlmCall>(
  'LlmCall',
  'One LLM call. What it did not say is null.',
  {
    ...MEMBER_SCHEMAS,
    toolCalls: nullable(listOf(refTo(LlmToolCallModel))),
    createdAt: { ...date, description: 'When the row was first written' },
  },
  { uses: [LlmToolCallModel] },
);

const page = {
  items: listOf(refTo(LlmCallModel)),
  nextCursor: { ...name, description: '`cursor` of the next page; null on the last' },
};

export const LlmCallPageModel = modelOf<LlmCallPage>(
  'LlmCallPage',
  'Calls, newest first: fewer than `limit` where their texts pass 8 MiB, but one at least. `nextCursor` is null on the last page.',
  page,
  {
    uses: [LlmCallModel],
  },
);

export const LlmSessionModel = modelOf<LlmSession>(
  'LlmSession',
  "A session's totals, with a page of its calls, oldest first: fewer than `limit` where their texts pass 8 MiB.",
  { sessionId: text, totals: refTo(CallTotalsModel), ...page },
  { uses: [LlmCallModel, CallTotalsModel] },
);

const LlmTraceTotalsModel = modelOf<LlmTraceTotals>('LlmTraceTotals', 'Of a call and everything below it.', {
  calls: count,
  errors: { ...count, description: 'Calls that failed or timed out' },
  cost: usd,
  unpricedCalls: count,
  promptTokens: count,
  completionTokens: count,
  totalTokens: count,
  latencyMs: { ...ms, description: 'From the first start to the last end, in ms' },
});

export const LlmTraceNodeModel = modelOf<LlmTraceNode>(
  'LlmTraceNode',
  'A call with the calls made inside it.',
  {
    call: { ...nullable(refTo(LlmCallModel)), description: 'Null in a root that only joins several calls' },
    textsLeftOut: {
      type: 'boolean',
      description: "The call's texts are null because those of the calls before it pass 8 MiB: read the call by itself",
    },
    children: listOf(refTo({ name: 'LlmTraceNode' })),
    totals: refTo(LlmTraceTotalsModel),
  },
  { uses: [LlmCallModel, LlmTraceTotalsModel] },
);

const COST_CLASSES: LlmCostClass[] = [
  'input',
  'cached_input',
  'cache_write',
  'cache_write_1h',
  'audio_input',
  'image_input',
  'output',
  'audio_output',
  'image_output',
  'web_search',
  'request',
];

const LlmCostPartModel = modelOf<LlmCostPart>(
  'LlmCostPart',
  'What of one kind was used, and what it cost.',
  {
    class: { ...text, enum: COST_CLASSES },
    tokens: { ...count, description: '0 of what is no token' },
    count: { ...count, description: 'Of searches and requests: how many' },
    cost: { ...nullable(usd), description: 'USD; null where no price is known' },
  },
  { optional: ['count'] },
);

export const LlmCallCostModel = modelOf<LlmCallCost>(
  'LlmCallCost',
  'What a call costs, at the prices of its time as they are known today.',
  {
    estimatedCost: { ...nullable(usd), description: 'USD, as stored' },
    currency: { ...text, enum: ['USD'] },
    parts: listOf(refTo(LlmCostPartModel)),
    source: {
      ...name,
      enum: ['price', 'given', null],
      description:
        '`price`: the parts add up to the stored cost; `given`: it was given, or calculated with other prices',
    },
    reason: {
      ...text,
      enum: ['no_tokens', 'no_price', 'no_tier_price'],
      description: 'Why there is no cost: tokens are not known, the model has no price, or none in its tier',
    },
    isEstimated: { type: 'boolean', description: 'The tokens are an estimate, as the provider did not report them' },
  },
  { optional: ['reason', 'isEstimated'], uses: [LlmCostPartModel] },
);
