import { ConfigurableModuleBuilder, type DynamicModule, type ValueProvider } from '@nestjs/common';
import { adminControllers } from './admin/admin-controllers.js';
import { describeRoutes, ROUTES_DESCRIBED } from './admin/openapi/describe-routes.js';
import { GlobalFetch } from './capture/fetch/global-fetch.js';
import type { AdminOptions, LlmLoggingOptions } from './llm-logging.options.js';
import { isUsableAdmin } from './llm-logging.resolve-options.js';
import { LLM_ADMIN_OPTIONS } from './llm-logging.tokens.js';

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
    const controllers = isUsableAdmin(admin) ? adminControllers(admin) : [];
    return {
      ...definition,
      global: isGlobal,
      providers: [
        ...(definition.providers ?? []),
        { provide: LLM_ADMIN_OPTIONS, useValue: admin ?? false },
        { provide: ROUTES_DESCRIBED, useFactory: () => describeRoutes(controllers) },
        { provide: GlobalFetch, useValue: earlyFetch(definition) },
      ],
      controllers,
    };
  })
  .build();

/** Before clients of SDKs are made, unless the options say already that the global `fetch` is not wanted. */
function earlyFetch({ providers = [] }: DynamicModule): GlobalFetch {
  const globalFetch = new GlobalFetch();
  const given = providers.find((provider): provider is ValueProvider<LlmLoggingOptions> => 'useValue' in provider);
  if (given === undefined || given.useValue?.capture?.fetch === true) globalFetch.takePlace();
  return globalFetch;
}
