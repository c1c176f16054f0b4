import { Controller, UseFilters, UseGuards, UseInterceptors, VERSION_NEUTRAL, type Type } from '@nestjs/common';
import { AdminAccessInterceptor } from './access/admin-access.interceptor.js';
import { markOutside } from './access/outside-globals.js';
import { type AdminOptions, DEFAULT_ADMIN_PATH } from '../options/admin.options.js';
import { LlmAuditController } from './audit/llm-audit.controller.js';
import { LlmBudgetsController } from './budgets/llm-budgets.controller.js';
import { LlmEventsController } from './budgets/llm-events.controller.js';
import { LlmDashboardController } from './dashboard/llm-dashboard.controller.js';
import { AdminRateLimitGuard } from './limits/admin-rate-limit.guard.js';
import { LlmLiveController } from './live/llm-live.controller.js';
import { LlmCallCostController } from './calls/llm-call-cost.controller.js';
import { LlmCallsController } from './calls/llm-calls.controller.js';
import { LlmCapabilitiesController } from './access/llm-capabilities.controller.js';
import { LlmCompareController } from './calls/llm-compare.controller.js';
import { LlmExportController } from './calls/llm-export.controller.js';
import { LlmGroupsController } from './stats/llm-groups.controller.js';
import { LlmHealthController } from './upkeep/llm-health.controller.js';
import { LlmProfilesController } from './stats/llm-profiles.controller.js';
import { LlmReplayController } from './calls/llm-replay.controller.js';
import { LlmSessionsController } from './calls/llm-sessions.controller.js';
import { LlmStatsController } from './stats/llm-stats.controller.js';
import { LlmSummaryController } from './stats/llm-summary.controller.js';
import { LlmUpkeepController } from './upkeep/llm-upkeep.controller.js';
import { LlmMcpController } from './mcp/llm-mcp.controller.js';
import { AdminProblemFilter } from './problems/admin-problem.filter.js';

const CONTROLLERS = [
  LlmCapabilitiesController,
  LlmCallsController,
  LlmCallCostController,
  LlmSessionsController,
  LlmStatsController,
  LlmGroupsController,
  LlmProfilesController,
  LlmCompareController,
  LlmSummaryController,
  LlmHealthController,
  LlmExportController,
  LlmUpkeepController,
  LlmLiveController,
  LlmAuditController,
  LlmReplayController,
  LlmBudgetsController,
  LlmEventsController,
];

/** The admin controllers of one module: classes of its own, so that two applications in a process may differ in path and guards. */
export function adminControllers({
  path = DEFAULT_ADMIN_PATH,
  guards = [],
  dashboard = true,
  mcp = false,
  inheritGlobals = false,
}: AdminOptions): Type[] {
  const wanted = [...CONTROLLERS, ...(dashboard ? [LlmDashboardController] : []), ...(mcp ? [LlmMcpController] : [])];
  return wanted.map((Base) => {
    const AdminController = { [Base.name]: class extends (Base as Type<object>) {} }[Base.name]!;
    if (!inheritGlobals) markOutside(AdminController);
    Controller({ path, version: VERSION_NEUTRAL })(AdminController);
    UseGuards(...guards, ...(Base === LlmDashboardController ? [] : [AdminRateLimitGuard]))(AdminController);
    UseInterceptors(AdminAccessInterceptor)(AdminController);
    UseFilters(AdminProblemFilter)(AdminController);
    return AdminController;
  });
}
