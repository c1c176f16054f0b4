import { IsISO8601, IsNotEmpty, IsNumber, IsOptional, IsString, Matches, Max, Min } from 'class-validator';
import { List, Numeric } from './query-values.js';

/** Query of `GET stats/performance`. */
export class PerformanceQuery {
  @IsOptional()
  @List()
  @IsString({ each: true })
  provider?: string[];

  @IsOptional()
  @List()
  @IsString({ each: true })
  model?: string[];

  @IsOptional()
  @List()
  @Matches(/^[a-z0-9_.-]{1,64}$/, { each: true, message: 'callType must be 1 to 64 of a-z, 0-9, "_", "." and "-"' })
  callType?: string[];

  @IsOptional()
  @IsString()
  @IsNotEmpty()
  companyId?: string;

  @IsOptional()
  @Numeric()
  @IsNumber()
  @Min(1)
  @Max(3660)
  days?: number;

  @IsOptional()
  @IsISO8601({}, { message: 'startDate must be an ISO 8601 date, such as 2026-01-31 or 2026-01-31T12:00:00Z' })
  startDate?: string;

  @IsOptional()
  @IsISO8601({}, { message: 'endDate must be an ISO 8601 date, such as 2026-01-31 or 2026-01-31T12:00:00Z' })
  endDate?: string;
}

/** Query of `GET stats/cost`. */
export class CostQuery extends PerformanceQuery {
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  userId?: string;
}
