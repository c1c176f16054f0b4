import { describe, expect, it } from '@jest/globals';
import { LlmRollupService } from 'nestjs-llm-logging';
import { runCliHere } from '../support/cli.js';
import { onPglite } from '../support/database.js';
import { suite } from '../support/suite.js';

const log = suite();

const verify = (...args: string[]) => runCliHere(['verify-stats', ...args, '--url', log.database.url]);

// PGlite is one session for all: the command cannot connect beside the application.
(onPglite ? describe.skip : describe)('verify-stats', () => {
  it('ends with 1 where rollups differ from the calls, until they are repaired', async () => {
    for (const day of ['02', '03'])
      await log.logger.record({ startedAt: `2025-11-${day}T12:00:00Z`, latencyMs: 5, estimatedCost: 1 });
    await log.logger.flush();
    await log.app.get(LlmRollupService).refresh();
    expect((await verify()).stdout).toContain('48 hours and 2 days compared, 0 differences');

    await log.database.query(`UPDATE llm_hour_rollups SET cost = 2 WHERE hour = '2025-11-02T12:00Z'`);
    const failure = await verify();
    expect(failure).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('llm_hour_rollups 2025-11-02T12:00:00.000Z: 1 call in rollups, 1 in rows'),
      stderr: expect.stringContaining('--repair'),
    });
    expect((await verify('--from', '2025-11-03', '--to', '2025-11-04')).stdout).toContain('0 differences');
    const { stdout } = await verify('--repair', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      repaired: 1,
      differences: [{ table: 'llm_hour_rollups' }],
    });
    expect((await verify()).stdout).toContain('0 differences');
  });

  it('says what is wrong with its arguments', async () => {
    await expect(verify('--to', '2025-12-01')).resolves.toMatchObject({ code: 2 });
    await expect(verify('--from', '2025-12-01', '--to', '2025-11-01')).resolves.toMatchObject({ code: 2 });
    expect((await verify('--help')).stdout).toContain('Examples:');
  });
});
