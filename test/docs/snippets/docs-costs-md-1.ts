import { Injectable } from '@nestjs/common';
import { LlmStatsService } from 'nestjs-llm-logging';

@Injectable()
export class BillingService {
  constructor(private readonly stats: LlmStatsService) {}

  /** The most expensive users of a company in a month: `{ userId, totalCost, totalCalls, totalTokens, … }`. */
  usersOf(companyId: string, month: Date) {
    const startDate = new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth()));
    const endDate = new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth() + 1));
    return this.stats.getTopUsers({ companyId, startDate, endDate, by: 'cost', limit: 100 });
  }

  /** One user: the total, by model, by call type, and what has no price. */
  async ofUser(userId: string) {
    const { totalCost, byModel, byCallType, unpricedCalls } = await this.stats.getCostStats({ userId, days: 30 });
    return { totalCost, byModel, byCallType, unpricedCalls };
  }

  /** What the month will come to, at the pace so far. */
  projected(companyId: string) {
    return this.stats.getProjectedCost({ companyId });
  }
}

export {};
