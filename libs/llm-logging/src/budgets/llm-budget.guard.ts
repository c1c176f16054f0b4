import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { RequestContexts } from '../context/request-contexts.js';
import { LlmBudgetService } from './llm-budget.service.js';

/**
 * Refuses a request whose caller's budget is used up, before its handler runs. Who is calling it learns from the option `context`, which
 * therefore has to follow from the request alone; put it behind the guards that find out who that is.
 *
 * @example
 * `@UseGuards(AuthGuard, LlmBudgetGuard)`
 */
@Injectable()
export class LlmBudgetGuard implements CanActivate {
  constructor(
    @Inject(LlmBudgetService) private readonly budgets: LlmBudgetService,
    @Inject(RequestContexts) private readonly contexts: RequestContexts,
  ) {}

  /** @throws LlmBudgetExceededError, which is answered with 429. */
  async canActivate(host: ExecutionContext): Promise<boolean> {
    await this.budgets.check(this.contexts.identify(host));
    return true;
  }
}
