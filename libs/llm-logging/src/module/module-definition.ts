import { ConfigurableModuleBuilder, type DynamicModule, type ValueProvider } from '@nestjs/common';
import { adminControllers } from '../admin/admin-controllers.js';
import { loadMcpSdk, MCP_SDK } from '../admin/mcp/mcp-sdk.js';
import { describeRoutes, ROUTES_DESCRIBED } from '../admin/openapi/describe-routes.js';
import { GlobalFetch } from '../capture/fetch/global-fetch.js';
import type { AdminOptions } from '../options/admin.options.js';
import type { LlmLoggingOptions } from '../options/llm-logging.options.js';
import { isUsableAdmin } from '../options/admin.options.js';
import { LLM_ADMIN_OPTIONS } from '../options/tokens.js';

/** What has to be known before any factory runs. */
interface LlmLoggingExtras {
  /** Default `true`: services are injectable in every module. */
  isGlobal?: boolean;
  admin?: AdminOptions | false;
}

const extras: LlmLoggingExtras = { isGlobal: true, admin: undefined };

export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } = new ConfigurableModuleBuilder<
  Omit<LlmLoggingOptions, 'admin'>
>()
  .setClassMethodName('forRoot')
  .setExtras(extras, (definition, { isGlobal, admin }) => {
    const isOff = givenOptions(definition)?.enabled === false;
    const controllers = isUsableAdmin(admin) && !isOff ? adminControllers(admin) : [];
    return {
      ...definition,
      global: isGlobal,
      providers: [
        ...(definition.providers ?? []),
        { provide: LLM_ADMIN_OPTIONS, useValue: admin ?? false },
        { provide: MCP_SDK, useFactory: () => (isMcp(admin) && controllers.length > 0 ? loadMcpSdk() : undefined) },
        { provide: ROUTES_DESCRIBED, useFactory: () => describeRoutes(controllers) },
        { provide: GlobalFetch, useValue: earlyFetch(definition) },
      ],
      controllers,
    };
  })
  .build();

function isMcp(admin: AdminOptions | false | undefined): boolean {
  return admin !== undefined && admin !== false && admin.mcp === true;
}

/** Before clients of SDKs are made, unless the options say already that the global `fetch` is not wanted. */
function earlyFetch(definition: DynamicModule): GlobalFetch {
  const globalFetch = new GlobalFetch();
  const given = givenOptions(definition);
  const { fetch, auto } = given?.capture ?? {};
  if (given === undefined || ((fetch ?? auto) === true && given?.enabled !== false)) globalFetch.takePlace();
  return globalFetch;
}

/** Undefined where a factory will give them; null where nothing was given. */
function givenOptions({ providers = [] }: DynamicModule): LlmLoggingOptions | null | undefined {
  const given = providers.find((provider): provider is ValueProvider<LlmLoggingOptions> => 'useValue' in provider);
  return given === undefined ? undefined : (given.useValue ?? null);
}
