import { Controller, UseGuards, UseInterceptors, VERSION_NEUTRAL, type Type } from '@nestjs/common';
import type { AdminOptions } from '../llm-logging.options.js';
import { AdminErrorsInterceptor } from './admin-errors.interceptor.js';
import { DEFAULT_ADMIN_PATH } from './admin-path.js';
import { LlmDashboardController } from './dashboard/llm-dashboard.controller.js';
import { LlmLiveController } from './live/llm-live.controller.js';
import { LlmCallsController } from './llm-calls.controller.js';
import { LlmCapabilitiesController } from './llm-capabilities.controller.js';
import { LlmExportController } from './llm-export.controller.js';
import { LlmStatsController } from './llm-stats.controller.js';
import { LlmUpkeepController } from './llm-upkeep.controller.js';

const CONTROLLERS = [
  LlmCapabilitiesController,
  LlmCallsController,
  LlmStatsController,
  LlmExportController,
  LlmUpkeepController,
  LlmLiveController,
];

/** The admin controllers of one module: classes of its own, so that two applications in a process may differ in path and guards. */
export function adminControllers({ path = DEFAULT_ADMIN_PATH, guards = [], dashboard = true }: AdminOptions): Type[] {
  return [...CONTROLLERS, ...(dashboard ? [LlmDashboardController] : [])].map((Base) => {
    const AdminController = { [Base.name]: class extends (Base as Type<object>) {} }[Base.name]!;
    Controller({ path, version: VERSION_NEUTRAL })(AdminController);
    UseGuards(...guards)(AdminController);
    UseInterceptors(AdminErrorsInterceptor)(AdminController);
    return AdminController;
  });
}
