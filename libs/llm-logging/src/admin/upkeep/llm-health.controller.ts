import { Get, Header, Inject, Req } from '@nestjs/common';
import { LlmLoggingHealth } from '../../telemetry/health/llm-logging-health.js';
import { LLM_ADMIN_OPTIONS } from '../../options/tokens.js';
import type { AdminOptions, AdminRequest } from '../../options/admin.options.js';
import { LlmDatabase } from '../../storage/llm-database.js';
import { tableName } from '../../storage/table-name.js';
import { payloadsOf } from '../access/payloads.js';
import { companyOf } from '../access/admin-scope.js';
import type { LlmHealth } from './llm-health.js';
import { Described } from '../openapi/described.js';
import { LlmHealthModel } from '../openapi/models/group.models.js';

/** How the log itself does. */
export abstract class LlmHealthController {
  constructor(
    @Inject(LlmLoggingHealth) private readonly log: LlmLoggingHealth,
    @Inject(LlmDatabase) private readonly database: LlmDatabase,
    @Inject(LLM_ADMIN_OPTIONS) private readonly options: AdminOptions,
  ) {}

  /** Answers also while the database is away: that is when it is asked. */
  @Get('health')
  @Header('Cache-Control', 'no-store')
  @Described({ summary: 'What waits, what was dropped, whether rollups are behind', answer: LlmHealthModel })
  async health(@Req() request: AdminRequest): Promise<LlmHealth> {
    // What PostgreSQL says of a batch may quote it.
    const isLimited = companyOf(this.options, request) !== undefined || payloadsOf(this.options, request) === 'masked';
    const { journal, lastError, ...report } = this.log.report();
    return {
      ...report,
      journal: journal === null || isLimited ? null : withoutDirectory(journal),
      lastError: isLimited ? null : lastError,
      rollups: await this.#rollups().catch(() => null),
    };
  }

  async #rollups(): Promise<LlmHealth['rollups']> {
    const [row] = await this.database.query<{ hours: string; oldest: Date | null }>(
      `SELECT count(DISTINCT hour) AS hours, min(hour) AS oldest FROM ${tableName(this.database.schema, 'llm_changed_hours')}`,
    );
    return { changedHours: Number(row!.hours), oldestChangedHour: row!.oldest };
  }
}

function withoutDirectory({
  directory: _,
  ...journal
}: NonNullable<ReturnType<LlmLoggingHealth['report']>['journal']>) {
  return journal;
}
