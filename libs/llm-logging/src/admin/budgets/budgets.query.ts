import { Allow } from 'class-validator';
import { HasSchema } from '../openapi/member-schemas.js';
import { listOf, number, text, usd } from '../openapi/schema.js';
import { OneOf, Text, WholeNumberFrom } from '../requests/query-values.js';
import { BUDGET_WINDOWS } from '../../options/budgets.options.js';
import { PER_VALUES } from '../../options/match.options.js';
import type { LlmBudget } from '../../options/budgets.options.js';
import type { LlmAlertEvent } from '../../alerts/llm-alert-event.js';

/** Query of `GET budgets`. */
export class BudgetsQuery {
  @Text()
  name?: string;

  @Text()
  subject?: string;

  @Text()
  companyId?: string;
}

/** Query of `GET budget-rules`. */
export class BudgetRulesQuery {
  @Text()
  name?: string;

  @Text()
  companyId?: string;
}

/** Query of `GET events`. */
export class EventsQuery {
  @OneOf(['alert', 'budget', 'blocked', 'resolved'])
  kind?: LlmAlertEvent['kind'];

  @Text()
  name?: string;

  @Text()
  subject?: string;

  @Text()
  companyId?: string;

  @WholeNumberFrom(1, 500, 50)
  limit?: number;

  @Text()
  cursor?: string;
}

/** Body of `PUT budgets/:name`. What its members may be the service checks, as it does for budgets of the options. */
export class BudgetBody {
  @Allow()
  @HasSchema({ ...text, description: 'That of the path, or left out' })
  name?: string;

  @Allow()
  @HasSchema(usd)
  limitUsd?: number;

  @Allow()
  @HasSchema({ type: 'string', enum: [...BUDGET_WINDOWS] })
  window?: LlmBudget['window'];

  @Allow()
  @HasSchema({ type: 'string', example: 'Europe/Berlin' })
  timeZone?: string;

  @Allow()
  @HasSchema({ type: 'object', additionalProperties: true })
  match?: LlmBudget['match'];

  @Allow()
  @HasSchema({ type: 'string', enum: [...PER_VALUES] })
  per?: LlmBudget['per'];

  @Allow()
  @HasSchema({ type: 'object', additionalProperties: usd })
  limits?: Record<string, number>;

  @Allow()
  @HasSchema(listOf(number))
  alerts?: number[];

  @Allow()
  @HasSchema({ ...text, enum: ['alert', 'block'] })
  onLimit?: LlmBudget['onLimit'];

  @Allow()
  @HasSchema({ ...text, enum: ['allow', 'block'] })
  onUnavailable?: LlmBudget['onUnavailable'];

  @Allow()
  @HasSchema(usd)
  unpricedCallUsd?: number;

  @Allow()
  @HasSchema(usd)
  estimateUsd?: number;
}
