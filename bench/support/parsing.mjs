import { parseLlmExchange } from 'nestjs-llm-logging';

const URL = 'https://api.openai.com/v1/chat/completions';
const usage = { prompt_tokens: 1_200, completion_tokens: 2_000, total_tokens: 3_200 };
const requestBody = { model: 'gpt-4o', messages: [{ role: 'user', content: 'Summarise the reviews.' }] };

/** A body of 10 KB. */
const body = JSON.stringify({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  model: 'gpt-4o-2024-08-06',
  choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'Good "value". '.repeat(640) } }],
  usage,
});

/** The data of a stream of 2,000 chunks. */
const chunks = Array.from({ length: 2_000 }, (_, index) =>
  JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1_731_456_252,
    model: 'gpt-4o-2024-08-06',
    system_fingerprint: 'fp_1',
    choices: [{ index: 0, delta: { content: ` word${index}` }, logprobs: null, finish_reason: null }],
  }),
);
const last = JSON.stringify({ object: 'chat.completion.chunk', choices: [], usage });
const stream = `${[...chunks, last, '[DONE]'].map((data) => `data: ${data}\n\n`).join('')}`;

/** How long reading an exchange takes, to `JSON.parse` of the same bytes. The median of interleaved rounds. */
export function measureParsing() {
  return [
    {
      goal: 'reading an answer of 10 KB, to JSON.parse',
      ...ratio(
        400,
        () => parse({ responseText: body }),
        () => JSON.parse(body),
      ),
    },
    {
      goal: 'reading a stream of 2,000 chunks, to JSON.parse of each',
      ...ratio(
        8,
        () => parse({ responseText: stream }),
        () => {
          for (const chunk of chunks) JSON.parse(chunk);
          JSON.parse(last);
        },
      ),
    },
  ];
}

function parse(response) {
  const { completionTokens } = parseLlmExchange({ url: URL, status: 200, requestBody, ...response });
  if (completionTokens !== usage.completion_tokens) throw new Error('The answer was not read.');
}

function ratio(times, work, floor) {
  for (let round = 0; round < 20; round += 1) timed(times, work) + timed(times, floor);
  const ratios = Array.from({ length: 31 }, () => timed(times, work) / timed(times, floor)).sort((a, b) => a - b);
  const middle = ratios[15];
  return { figure: `${middle.toFixed(2)}×`, wanted: 'at most 3×', reached: middle <= 3 };
}

function timed(times, work) {
  const start = process.hrtime.bigint();
  for (let time = 0; time < times; time += 1) work();
  return Number(process.hrtime.bigint() - start);
}
