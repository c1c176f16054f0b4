import { IsBoolean, IsIn, IsNumber, IsOptional, Max, Min } from 'class-validator';
import { Text } from './query-values.js';

/** Body of `POST cleanup`. */
export class CleanupBody {
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(36_600)
  daysOld?: number;

  @IsOptional()
  @IsBoolean()
  dryRun?: boolean;
}

/** Query of `DELETE users/:userId`. */
export class EraseQuery {
  @IsOptional()
  @IsIn(['remove', 'anonymise'])
  mode?: 'remove' | 'anonymise';

  @Text()
  companyId?: string;
}
