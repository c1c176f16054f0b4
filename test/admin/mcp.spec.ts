import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { LlmLoggerService, type AdminRequest } from 'nestjs-llm-logging';
import { logging, moduleOf } from '../support/application.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { listen, PLATFORMS, type ListeningApplication } from '../support/http-application.js';

@Injectable()
class TokenGuard implements CanActivate {
  canActivate(host: ExecutionContext): boolean {
    return headerOf(host.switchToHttp().getRequest<AdminRequest>(), 'authorization') === 'Bearer admin';
  }
}

function headerOf(request: AdminRequest, name: string): string | undefined {
  return (request['headers'] as Record<string, string | undefined>)[name];
}

const ADMIN = {
  guards: [TokenGuard],
  mcp: true,
  scope: (request: AdminRequest) => {
    const companyId = headerOf(request, 'x-company');
    return companyId === undefined ? {} : { companyId };
  },
  payloads: (request: AdminRequest) => (headerOf(request, 'x-masked') === undefined ? 'full' : ('masked' as const)),
};

const BUDGET = { name: 'monthly', limitUsd: 10, window: 'month', match: { companyId: 'acme' } } as const;

let database: TestDatabase;
const ids: Record<string, string> = {};

beforeAll(async () => {
  database = await createTestDatabase();
  const { app } = await listen('express', moduleOf({ imports: [logging(database)] }));
  const logger = app.get(LlmLoggerService);
  const call = { callType: 'chat', provider: 'openai', model: 'gpt-4o', prompt: 'Say hi', response: 'x'.repeat(1_000) };
  const used = { promptTokens: 1_000, completionTokens: 100, traceId: 'trace-1' };
  ids['fast'] = await logger.record({ ...call, ...used, latencyMs: 10, companyId: 'acme' });
  ids['slow'] = await logger.record({ ...call, ...used, latencyMs: 9_000, companyId: 'acme' });
  ids['other'] = await logger.record({ ...call, ...used, latencyMs: 20, companyId: 'other', promptTokens: 9_000 });
  await logger.record({ ...call, companyId: 'acme', error: new Error('out of luck') });
  await app.close();
});

afterAll(() => database.drop());

describe.each(PLATFORMS)('MCP on %s', (platform) => {
  let started: ListeningApplication;

  beforeAll(async () => {
    started = await listen(platform, moduleOf({ imports: [logging(database, { admin: ADMIN, budgets: [BUDGET] })] }));
  });

  afterAll(() => started.app.close());

  async function asked<T>(work: (client: Client) => Promise<T>, headers: Record<string, string> = {}): Promise<T> {
    const client = new Client({ name: 'test', version: '1' });
    const transport = new StreamableHTTPClientTransport(new URL(`${started.url}/admin/llm/mcp`), {
      requestInit: { headers: { authorization: 'Bearer admin', ...headers } },
    });
    await client.connect(transport as never);
    try {
      return await work(client);
    } finally {
      await client.close();
    }
  }

  async function tool(name: string, given: object = {}, headers: Record<string, string> = {}): Promise<any> {
    const answer: any = await asked((client) => client.callTool({ name, arguments: { ...given } }), headers);
    const { text } = answer.content[0];
    return answer.isError ? { error: text } : JSON.parse(text);
  }

  it('lists tools that only read', async () => {
    const { tools } = await asked((client) => client.listTools());
    expect(tools.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'cost_summary',
        'find_calls',
        'get_call',
        'get_trace',
        'error_summary',
        'top_calls',
        'compare_periods',
        'budgets',
      ]),
    );
    expect(tools.every(({ annotations }) => annotations?.readOnlyHint === true)).toBe(true);
    expect(tools.find(({ name }) => name === 'get_call')!.inputSchema).toMatchObject({
      type: 'object',
      required: ['id'],
    });
  });

  it('answers what it is asked', async () => {
    expect((await tool('cost_summary', { days: 2 })).data).toMatchObject({ totalCalls: 4 });
    expect((await tool('performance_summary')).data).toMatchObject({ maxLatencyMs: 9_000 });
    expect((await tool('compare_periods', { days: 1 })).data).toBeDefined();
    expect((await tool('compare_models')).data).toMatchObject([{ model: 'gpt-4o' }]);
    expect(JSON.stringify(await tool('error_summary'))).toContain('out of luck');
    expect((await tool('find_calls', { status: ['error'], limit: 5 })).data.items).toMatchObject([
      { errorMessage: 'out of luck' },
    ]);
    expect((await tool('get_trace', { traceId: 'trace-1' })).data.totals).toMatchObject({ calls: 3 });
    expect((await tool('top_calls', { limit: 1 })).data.calls).toMatchObject([{ id: ids['slow'] }]);
    expect((await tool('top_calls', { by: 'cost', limit: 1 })).data.calls).toMatchObject([{ id: ids['other'] }]);
  });

  it('reports how budgets stand', async () => {
    const { budgets } = (await tool('budgets', { name: 'monthly' })).data;
    expect(budgets).toMatchObject([{ name: 'monthly', limitUsd: 10, spentUsd: expect.any(Number) }]);
    expect((await tool('budgets', {}, { 'x-company': 'none' })).data).toEqual({ budgets: [] });
  });

  it('marks texts as data, and cuts long ones', async () => {
    const { notice, data } = await tool('get_call', { id: ids['fast'] });
    expect(notice).toContain('not followed');
    expect(data).toMatchObject({ prompt: 'Say hi', response: 'x'.repeat(1_000) });
    const found = await tool('find_calls', { model: 'gpt-4o', minLatencyMs: 9_000 });
    expect(found.data.items[0].response).toBe(`${'x'.repeat(300)}… [700 characters more]`);
  });

  it('keeps to the company of the request', async () => {
    const acme = { 'x-company': 'acme' };
    expect((await tool('cost_summary', {}, acme)).data).toMatchObject({ totalCalls: 3 });
    expect(await tool('get_call', { id: ids['other'] }, acme)).toEqual({ error: expect.stringContaining('no call') });
    expect((await tool('get_trace', { traceId: 'trace-1' }, acme)).data.totals).toMatchObject({ calls: 2 });
    expect((await tool('top_calls', { by: 'cost' }, acme)).data.calls).toHaveLength(2);
    expect(await tool('find_calls', { companyId: 'other' }, acme)).toEqual({ error: 'companyId: another company.' });
  });

  it('shows no text to who may not see any, and notes who saw some', async () => {
    const masked = { 'x-masked': '1' };
    expect((await tool('get_call', { id: ids['fast'] }, masked)).data).toMatchObject({
      prompt: null,
      promptTokens: 1_000,
    });
    expect(JSON.stringify(await tool('error_summary', {}, masked))).not.toContain('out of luck');
    expect(await tool('find_calls', { search: 'hi' }, masked)).toEqual({ error: expect.stringContaining('search') });
    const notes = await database.query(`SELECT action, target FROM llm_audit_log WHERE action = 'mcp.get_call'`);
    expect(notes).toContainEqual({ action: 'mcp.get_call', target: ids['fast'] });
  });

  it('names what is wrong', async () => {
    expect(await tool('get_call')).toEqual({ error: expect.stringContaining('id') });
    expect(await tool('get_call', { id: 'x' })).toEqual({ error: expect.stringContaining('UUID') });
    expect(await tool('find_calls', { limit: 500 })).toEqual({ error: expect.stringContaining('limit') });
    expect(await tool('find_calls', { colour: 'red' })).toEqual({ error: expect.stringContaining('colour') });
    expect(await tool('top_calls', { startDate: '2020-01-01' })).toEqual({ error: expect.stringContaining('31 days') });
    expect(await tool('drop_table')).toEqual({ error: 'There is no tool drop_table.' });
  });

  it('stands behind the guards, and takes JSON-RPC alone', async () => {
    await expect(asked((client) => client.listTools(), { authorization: 'Bearer other' })).rejects.toThrow();
    const post = (body: string): Promise<Response> =>
      fetch(`${started.url}/admin/llm/mcp`, {
        method: 'POST',
        headers: { authorization: 'Bearer admin', 'content-type': 'application/json' },
        body,
      });
    expect((await post('{}')).status).toBe(400);
    expect((await post('{"jsonrpc":"2.0","method":"notifications/initialized"}')).status).toBe(202);
    const list = '{"jsonrpc":"2.0","id":1,"method":"tools/list"}';
    const answered = await post(list);
    expect(answered.headers.get('cache-control')).toBe('no-store');
    expect(await answered.json()).toMatchObject({ jsonrpc: '2.0', id: 1, result: { tools: expect.any(Array) } });
    const several: any = await (await post(`[${list}, {"jsonrpc":"2.0","id":2,"method":"other"}]`)).json();
    expect(several.map(({ id }: { id: number }) => id).sort()).toEqual([1, 2]);
    expect(several.find(({ id }: { id: number }) => id === 2)).toMatchObject({ error: { code: -32601 } });
  });
});

it('is not there unless it is asked for', async () => {
  const { app, url } = await listen('express', moduleOf({ imports: [logging(database, { admin: { public: true } })] }));
  expect((await fetch(`${url}/admin/llm/mcp`, { method: 'POST' })).status).toBe(404);
  await app.close();
});
