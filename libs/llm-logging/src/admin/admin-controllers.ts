import { Controller, UseFilters, UseGuards, VERSION_NEUTRAL, type Type } from '@nestjs/common';
import type { AdminOptions } from '../llm-logging.options.js';
import { AdminRateLimitGuard } from './limits/admin-rate-limit.guard.js';
import { LlmCallCostController } from './llm-call-cost.controller.js';
import { LlmCallsController } from './llm-calls.controller.js';
import { LlmExportController } from './llm-export.controller.js';
import { LlmSessionsController } from './llm-sessions.controller.js';
import { LlmStatsController } from './llm-stats.controller.js';
import { LlmUpkeepController } from './llm-upkeep.controller.js';
import { AdminProblemFilter } from './problems/admin-problem.filter.js';

const DEFAULT_PATH = 'admin/llm';

const CONTROLLERS = [
  LlmCallsController,
  LlmCallCostController,
  LlmSessionsController,
  LlmStatsController,
  LlmExportController,
  LlmUpkeepController,
];

/** The admin controllers of one module: classes of its own, so that two applications in a process may differ in path and guards. */
export function adminControllers({ path = DEFAULT_PATH, guards = [] }: AdminOptions): Type[] {
  return CONTROLLERS.map((Base) => {
    const AdminController = { [Base.name]: class extends (Base as Type<object>) {} }[Base.name]!;
    Controller({ path, version: VERSION_NEUTRAL })(AdminController);
    UseGuards(...guards, AdminRateLimitGuard)(AdminController);
    UseFilters(AdminProblemFilter)(AdminController);
    return AdminController;
  });
}
