import { IsoDate, Text, WholeNumberFrom } from '../requests/query-values.js';

/** Query of `GET audit`. */
export class AuditQuery {
  @Text()
  actor?: string;

  @Text()
  action?: string;

  @Text()
  target?: string;

  @Text()
  companyId?: string;

  @IsoDate()
  startDate?: string;

  @IsoDate()
  endDate?: string;

  @WholeNumberFrom(1, 500, 50)
  limit?: number;

  @Text()
  cursor?: string;
}
