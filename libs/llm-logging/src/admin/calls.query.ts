import {
  IsIn,
  IsInt,
  IsISO8601,
  IsNotEmpty,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  Min,
} from 'class-validator';
import { LlmCallStatus } from '../call/call-status.js';
import type { LlmCallFilters } from '../storage/call-filters.js';
import { JsonObject, List, Numeric } from './query-values.js';

const STATUSES = Object.values(LlmCallStatus);

/** Query of `GET calls`: the filters of {@link LlmCallFilters}. */
export class CallsQuery implements LlmCallFilters {
  @IsOptional()
  @List()
  @Matches(/^[a-z0-9_.-]{1,64}$/, { each: true, message: 'callType must be 1 to 64 of a-z, 0-9, "_", "." and "-"' })
  callType?: string[];

  @IsOptional()
  @List()
  @IsIn(STATUSES, { each: true, message: `status must be one of ${STATUSES.join(', ')}` })
  status?: LlmCallStatus[];

  @IsOptional()
  @List()
  @IsString({ each: true })
  provider?: string[];

  @IsOptional()
  @List()
  @IsString({ each: true })
  model?: string[];

  @IsOptional()
  @IsString()
  @IsNotEmpty()
  userId?: string;

  @IsOptional()
  @IsString()
  @IsNotEmpty()
  sessionId?: string;

  @IsOptional()
  @IsString()
  @IsNotEmpty()
  companyId?: string;

  @IsOptional()
  @IsString()
  @IsNotEmpty()
  reviewId?: string;

  @IsOptional()
  @IsString()
  @IsNotEmpty()
  taskId?: string;

  @IsOptional()
  @IsString()
  @IsNotEmpty()
  traceId?: string;

  @IsOptional()
  @IsUUID()
  parentCallId?: string;

  @IsOptional()
  @List()
  @IsString({ each: true })
  tags?: string[];

  @IsOptional()
  @JsonObject()
  @IsObject({ message: 'metadata must be a JSON object' })
  metadata?: Record<string, unknown>;

  @IsOptional()
  @IsISO8601({}, { message: 'startDate must be an ISO 8601 date, such as 2026-01-31 or 2026-01-31T12:00:00Z' })
  startDate?: string;

  @IsOptional()
  @IsISO8601({}, { message: 'endDate must be an ISO 8601 date, such as 2026-01-31 or 2026-01-31T12:00:00Z' })
  endDate?: string;

  @IsOptional()
  @Numeric()
  @IsNumber()
  @Min(0)
  minCost?: number;

  @IsOptional()
  @Numeric()
  @IsNumber()
  @Min(0)
  minLatencyMs?: number;

  @IsOptional()
  @IsString()
  @IsNotEmpty()
  search?: string;

  @IsOptional()
  @Numeric()
  @IsInt()
  @Min(1)
  @Max(500)
  limit?: number;

  @IsOptional()
  @IsString()
  @IsNotEmpty()
  cursor?: string;
}
