import { REVIEWS } from '../reviews/reviews.js';
import { modelFor, someUser } from './cast.js';
import {
  callOf,
  endOf,
  hasFailed,
  metadataAt,
  promptVersionAt,
  releaseAt,
  type Exchange,
  type PlannedTrace,
  type TimedCall,
} from './planned-call.js';
import type { Random } from './random.js';
import type { Texts } from './texts.js';
import type { RecordedRequest } from './workload.js';

const ANSWER_PROMPTS = [
  'Answer from these reviews only, and name those you used.',
  'Answer from these reviews only, in at most three sentences. Name the reviews you used, and say so where none of them helps.',
];

/** A question answered from reviews, in the steps of the example's own pipeline; a step that fails is the last. */
export function ragTrace(startedAt: Date, request: RecordedRequest, random: Random, texts: Texts): PlannedTrace {
  const { prompt: question, response } = texts.near(request.responseTokens, random);
  const steps: TimedCall[] = [];
  // Ids that sort as the tree does need a time between a call and its first step.
  let at = new Date(startedAt.getTime() + random.whole(1, 5));
  for (const exchange of stepsOf(question, response, request, random, promptVersionAt(startedAt))) {
    const step = callOf({ ...exchange, startedAt: at }, random);
    steps.push(step);
    at = endOf(step);
    if (hasFailed(step)) break;
  }
  const { status, errorMessage, errorType, errorCode } = steps.at(-1)!;
  const root: TimedCall = {
    callType: 'rag_query',
    kind: 'step',
    prompt: question,
    startedAt,
    latencyMs: at.getTime() - startedAt.getTime(),
    tags: ['pipeline'],
    release: releaseAt(startedAt),
    metadata: metadataAt(startedAt),
    ...(hasFailed(steps.at(-1)!) ? { status, errorMessage, errorType, errorCode } : { response }),
  };
  return {
    startedAt,
    endsAt: at,
    context: { traceId: random.hex(32), origin: 'POST /rag/ask', ...someUser(random) },
    calls: [{ call: root, steps: steps.map((call) => ({ call, steps: [] })) }],
  };
}

function stepsOf(
  question: string,
  response: string,
  { requestTokens, responseTokens, sharedTokens }: RecordedRequest,
  random: Random,
  version: number,
): Omit<Exchange, 'startedAt'>[] {
  const reviews = REVIEWS.map(({ id, text }) => `[${id}] ${text}`).join('\n');
  const questionTokens = Math.max(Math.ceil(question.length / 4), 3);
  return [
    {
      callType: 'embedding',
      model: modelFor('embedding', random),
      prompt: question,
      promptTokens: questionTokens,
      completionTokens: 0,
    },
    {
      callType: 'classification',
      model: modelFor('judge', random),
      temperature: 0,
      prompt: `Do these reviews help to answer "${question}"? Answer yes or no.\n\n${reviews}`,
      response: 'yes',
      promptTokens: 180 + questionTokens,
      completionTokens: 1,
    },
    {
      callType: 'rag_synthesis',
      model: modelFor('answer', random),
      systemPrompt: ANSWER_PROMPTS[version % ANSWER_PROMPTS.length],
      promptName: 'answer-from-reviews',
      promptVersion: String(version),
      temperature: 0.2,
      maxTokens: 4_000,
      prompt: `${reviews}\n\nQuestion: ${question}`,
      response,
      promptTokens: requestTokens,
      completionTokens: responseTokens,
      cachedPromptTokens: Math.min(sharedTokens, requestTokens),
      isStreamed: true,
      tags: ['stream'],
    },
  ];
}
