import { IsIn, IsOptional, IsUUID } from 'class-validator';
import { LlmCallStatus } from '../call/call-status.js';
import type { LlmCallFilters } from '../storage/call-filters.js';
import { EXPORT_FORMATS, type LlmExportFormat } from '../storage/export-calls.js';
import { CallTypes, IsoDate, JsonObject, List, NumberFrom, Text, Texts, WholeNumberFrom } from './query-values.js';

const STATUSES = Object.values(LlmCallStatus);

/** The filters of {@link LlmCallFilters}, without the page's and `search`. */
export class CallFiltersQuery implements LlmCallFilters {
  @CallTypes()
  callType?: string[];

  @IsOptional()
  @List()
  @IsIn(STATUSES, { each: true, message: `status must be one of ${STATUSES.join(', ')}` })
  status?: LlmCallStatus[];

  @Texts()
  provider?: string[];

  @Texts()
  model?: string[];

  @Text()
  userId?: string;

  @Text()
  sessionId?: string;

  @Text()
  companyId?: string;

  @Text()
  reviewId?: string;

  @Text()
  taskId?: string;

  @Text()
  traceId?: string;

  @IsOptional()
  @IsUUID()
  parentCallId?: string;

  @Texts()
  tags?: string[];

  @JsonObject()
  metadata?: Record<string, unknown>;

  @IsoDate()
  startDate?: string;

  @IsoDate()
  endDate?: string;

  @NumberFrom(0)
  minCost?: number;

  @NumberFrom(0)
  minLatencyMs?: number;
}

/** Query of `GET calls`. */
export class CallsQuery extends CallFiltersQuery {
  @Text()
  search?: string;

  @WholeNumberFrom(1, 500)
  limit?: number;

  @Text()
  cursor?: string;
}

/** Query of `GET export`. */
export class ExportQuery extends CallFiltersQuery {
  @Text()
  search?: string;

  @IsOptional()
  @IsIn(EXPORT_FORMATS)
  format?: LlmExportFormat;
}
