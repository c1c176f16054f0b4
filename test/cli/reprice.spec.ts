import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LlmStatsService } from 'nestjs-llm-logging';
import { runCliHere } from '../support/cli.js';
import { onPglite } from '../support/database.js';
import { suite } from '../support/suite.js';

const log = suite();

const reprice = (...args: string[]) => runCliHere(['reprice', ...args, '--url', log.database.url]);

const november = ['--from', '2025-11-01', '--to', '2025-12-01'];

// PGlite is one session for all: the command cannot connect beside the application.
(onPglite ? describe.skip : describe)('reprice', () => {
  it('fills in the cost of calls whose model has a price by now, and of no others', async () => {
    const usage = { promptTokens: 1_000, completionTokens: 100 };
    const at = (day: string) => ({
      ...usage,
      provider: 'openai',
      startedAt: `2025-11-${day}T12:00:00Z`,
      latencyMs: 10,
    });
    for (let call = 0; call < 1_200; call += 1) await log.logger.record({ ...at('02'), model: 'gpt-4o' });
    await log.logger.record({ ...at('03'), model: 'own-model' });
    await log.logger.record({ ...at('04'), model: 'gpt-4o', estimatedCost: 7 });
    await log.logger.record({ ...at('05'), model: 'gpt-4o', startedAt: '2025-12-01T00:00:00Z' });
    await log.logger.flush();
    // As if the price list had not known the model then.
    await log.database.query(`UPDATE llm_calls SET estimated_cost = NULL WHERE estimated_cost <> 7`);
    const before = await log.app.get(LlmStatsService).getCostStats({ startDate: '2025-11-01', endDate: '2026-01-01' });
    expect(before).toMatchObject({ unpricedCalls: 1_202, unpricedModels: ['gpt-4o', 'own-model'] });

    const dry = await reprice(...november, '--dry-run');
    expect(dry.stdout).toContain('1201 calls have tokens and no cost; 1200 would get one, 4.200000 USD in all.');
    expect(dry.stdout).toContain('own-model: 1 call\n');
    expect(await log.database.query('SELECT 1 FROM llm_calls WHERE estimated_cost IS NOT NULL')).toHaveLength(1);

    expect((await reprice(...november)).stdout).toContain('1200 got one');
    expect((await reprice(...november)).stdout).toContain('1 call has tokens and no cost; 0 got one');
    const rows = await log.stored();
    const costs = new Map(
      rows.map(({ started_at, estimated_cost }) => [String(started_at.toISOString()), estimated_cost]),
    );
    expect(Object.fromEntries(costs)).toEqual({
      '2025-11-02T12:00:00.000Z': '0.003500000000',
      '2025-11-03T12:00:00.000Z': null,
      '2025-11-04T12:00:00.000Z': '7.000000000000',
      '2025-12-01T00:00:00.000Z': null,
    });
  });

  it('gives each call the cost that it had when it was made', async () => {
    const tokens = fc.nat(100_000);
    const usage = fc.record({
      name: fc.constantFrom(
        ['openai', 'gpt-5-mini'],
        ['anthropic', 'claude-opus-5'],
        ['google', 'gemini-2.5-flash-image'],
        ['cohere', 'command-a'],
      ),
      parts: fc.array(tokens, { minLength: 3, maxLength: 3 }),
      completionTokens: tokens,
      serviceTier: fc.constantFrom('default', 'batch', undefined),
      usageDetails: fc.record(
        {
          cacheWrite1hTokens: tokens,
          imageCompletionTokens: tokens,
          webSearches: fc.nat(5),
          billedPromptTokens: tokens,
        },
        { requiredKeys: [] },
      ),
    });
    const calls = fc.sample(usage, 200).map(({ name: [provider, model], parts, ...others }) => ({
      ...others,
      provider,
      model,
      promptTokens: parts[0]! + parts[1]! + parts[2]!,
      cachedPromptTokens: parts[1],
      cacheWriteTokens: parts[2],
      startedAt: '2025-11-10T12:00:00Z',
      latencyMs: 10,
      tags: ['repriced'],
    }));
    for (const call of calls) await log.logger.record(call);
    // Nobody reported what these used.
    await log.logger.record({ provider: 'openai', model: 'gpt-5-mini', startedAt: '2025-11-10T12:00:00Z' });
    await log.logger.flush();
    const costs = `SELECT id, estimated_cost FROM llm_calls WHERE tags = '{repriced}' ORDER BY id`;
    const before = await log.database.query(costs);
    expect(before).toHaveLength(200);
    await log.database.query(`UPDATE llm_calls SET estimated_cost = NULL WHERE tags = '{repriced}'`);
    expect((await reprice(...november)).stdout).toContain('1 more has no cost because the tokens are not known');
    expect(await log.database.query(costs)).toEqual(before);
  });

  it('says what is wrong with its arguments', async () => {
    await expect(reprice()).resolves.toMatchObject({ code: 2, stderr: expect.stringContaining('--from') });
    await expect(reprice('--from', '2025-12-01', '--to', '2025-11-01')).resolves.toMatchObject({ code: 2 });
    await expect(reprice(...november, '--nonsense')).resolves.toMatchObject({ code: 2 });
    expect((await reprice('--help')).stdout).toContain('Examples:');
  });
});
