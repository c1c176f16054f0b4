import { IsBoolean, IsNumber, IsOptional, Max, Min } from 'class-validator';
import { HasSchema } from '../openapi/member-schemas.js';
import { OneOf, Text } from '../requests/query-values.js';

/** Body of `POST cleanup`. */
export class CleanupBody {
  @IsOptional()
  @IsNumber()
  @Min(1)
  @Max(36_600)
  @HasSchema({ type: 'number', minimum: 1, maximum: 36_600 })
  daysOld?: number;

  @IsOptional()
  @IsBoolean()
  @HasSchema({ type: 'boolean', default: true })
  dryRun?: boolean;
}

/** Query of `DELETE users/:userId`. */
export class EraseQuery {
  @OneOf(['remove', 'anonymise'], 'remove')
  mode?: 'remove' | 'anonymise';

  @Text()
  companyId?: string;
}
