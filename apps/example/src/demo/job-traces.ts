import { REVIEWS } from '../reviews/reviews.js';
import { COMPANY_IDS, modelFor } from './cast.js';
import { HOUR_MS } from './day-cycle.js';
import { callOf, endOf, type Exchange, type PlannedTrace, type TimedCall } from './planned-call.js';
import type { Random } from './random.js';
import type { Texts } from './texts.js';
import type { RecordedRequest } from './workload.js';

const MOODS = ['positive', 'positive', 'negative', 'mixed'] as const;
const NIGHT_HOURS = 2.5;

/** The hourly job: all requests of its hour, one after another. */
export function sentimentTrace(hour: Date, requests: readonly RecordedRequest[], random: Random): PlannedTrace {
  const rate = ({ requestTokens, responseTokens }: RecordedRequest): Omit<Exchange, 'startedAt'> => {
    const { id, companyId, text } = random.pick(REVIEWS);
    return {
      callType: 'sentiment_analysis',
      model: modelFor('sentiment', random),
      temperature: 0,
      prompt: `Positive, negative or mixed?\n\n${text}`,
      response: random.pick(MOODS),
      promptTokens: requestTokens,
      completionTokens: responseTokens,
      reviewId: id,
      companyId,
      tags: ['job'],
    };
  };
  return job('sentiment', new Date(hour.getTime() + 5_000), requests.map(rate), random);
}

/** Every night one summary for each company. */
export function summaryTrace(
  day: Date,
  requests: readonly RecordedRequest[],
  random: Random,
  texts: Texts,
): PlannedTrace {
  const summaries = requests.slice(0, COMPANY_IDS.length).map(({ requestTokens, responseTokens }, index) => {
    const { response } = texts.near(responseTokens, random);
    return {
      callType: 'summarization',
      model: modelFor('summary', random),
      prompt: `What did customers say today?\n\n${REVIEWS.map(({ text }) => text).join('\n')}`,
      response,
      promptTokens: requestTokens,
      completionTokens: responseTokens,
      companyId: COMPANY_IDS[index],
      tags: ['job', 'nightly'],
    };
  });
  return job('summary', new Date(day.getTime() + NIGHT_HOURS * HOUR_MS), summaries, random);
}

function job(
  name: string,
  startedAt: Date,
  exchanges: readonly Omit<Exchange, 'startedAt'>[],
  random: Random,
): PlannedTrace {
  const calls: TimedCall[] = [];
  let at = startedAt;
  for (const exchange of exchanges) {
    const call = callOf({ ...exchange, startedAt: at }, random);
    calls.push(call);
    at = endOf(call);
  }
  return {
    startedAt,
    endsAt: at,
    context: { traceId: random.hex(32), origin: `cron ${name}`, taskId: `${name}-${startedAt.toISOString()}` },
    calls: calls.map((call) => ({ call, steps: [] })),
  };
}
