import type { ExampleConfig } from './config.js';

/** What to try, ready to paste. */
export function nextSteps(url: string, { adminToken, provider, databaseUrl, dataDirectory }: ExampleConfig): string {
  const base = url.replace('[::1]', 'localhost');
  const post = (path: string, body: object): string =>
    `  curl -s ${base}${path} -H 'content-type: application/json' -d '${JSON.stringify(body)}'`;
  const admin = (path: string): string =>
    `  curl -s '${base}/admin/llm/${path}' -H 'authorization: Bearer ${adminToken}'`;
  return `
The example listens on ${base}
  answers:  ${provider ? provider.baseUrl : 'recorded ones, replayed, so they do not fit the questions (set OPENAI_API_KEY for real ones)'}
  database: ${databaseUrl ? 'DATABASE_URL' : `PGlite in ${dataDirectory}`}

Make some calls:
${post('/chat', { message: 'What should I sell next?', sessionId: 's1' })}
${post('/chat/stream', { message: 'Tell me more.', sessionId: 's1' })}
${post('/rag/ask', { question: 'How is the delivery?', companyId: 'acme' })}
  curl -s -X POST ${base}/sentiment/run

See what they were, what they cost and how long they took:
${admin('calls?limit=5')}
${admin('traces/<traceId of an answer above>')}
${admin('stats/cost?days=1')}
${admin('stats/performance?callType=chat')}

Or in a browser, with any user name and the password ${adminToken}:
  ${base}/admin/llm/

`;
}
