import type { ExampleConfig } from './config.js';

/** What to try, ready to paste. */
export function nextSteps(
  url: string,
  databaseUrl: string,
  { adminToken, provider, dataDirectory, ...config }: ExampleConfig,
): string {
  const base = url.replace('[::1]', 'localhost');
  const question = JSON.stringify({ question: 'How is the delivery?', companyId: 'acme' });
  const answers = provider?.baseUrl ?? 'made up on this machine (set OPENAI_API_KEY for real ones)';
  const data = config.databaseUrl ? 'that of DATABASE_URL' : `PGlite in ${dataDirectory}`;
  return `The example listens on ${base}
Dashboard  ${base}/admin/llm/  any user name, password ${adminToken}
Ask it     curl -s ${base}/chat -H 'content-type: application/json' -d '{"message":"What should I sell next?"}'
           curl -s ${base}/rag/ask -H 'content-type: application/json' -d '${question}'
Its log    curl -s '${base}/admin/llm/stats/performance?days=30' -H 'authorization: Bearer ${adminToken}'
Terminal   node libs/llm-logging/dist/cli.js stats --url ${databaseUrl}
Answers    ${answers}
Database   ${data}
`;
}
