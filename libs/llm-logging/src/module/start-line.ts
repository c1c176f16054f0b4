import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost, ModuleRef } from '@nestjs/core';
import { DEFAULT_ADMIN_PATH } from '../options/admin.options.js';
import { applicationConfigOf } from '../admin/requests/application-config.js';
import { CallDelivery } from '../delivery/call-delivery.js';
import type { AdminOptions } from '../options/admin.options.js';
import type { ResolvedOptions } from '../options/llm-logging.options.js';
import { isUsableAdmin } from '../options/admin.options.js';
import { LLM_ADMIN_OPTIONS, LLM_LOGGING_RESOLVED_OPTIONS } from '../options/tokens.js';
import { LlmDatabase } from '../storage/llm-database.js';

/** One line at the application's start: where calls go, and where they are shown. */
@Injectable()
export class StartLine implements OnApplicationBootstrap {
  constructor(
    private readonly database: LlmDatabase,
    private readonly delivery: CallDelivery,
    private readonly moduleRef: ModuleRef,
    private readonly host: HttpAdapterHost,
    @Inject(LLM_LOGGING_RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    @Inject(LLM_ADMIN_OPTIONS) private readonly admin: AdminOptions | false,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const logger = new Logger('LlmLogging');
    if (!this.options.enabled) return logger.log('The LLM log is switched off by its option `enabled: false`.');
    const journal = this.delivery.state().journal?.directory;
    const address = this.#adminAddress();
    const parts = [
      `LLM calls are stored in ${this.database.address ?? 'a database that is not known yet'}, schema ${await this.#schema()}`,
      journal === undefined ? 'no journal' : `journal ${journal}`,
      ...(address === undefined ? [] : [address]),
    ];
    logger.log(`${parts.join('; ')}.`);
  }

  /** Where the option names none, that of the connection. A database that was not reached by now is not waited for. */
  async #schema(): Promise<string> {
    if (this.database.schema !== undefined) return this.database.schema;
    if (this.database.identity.id === undefined) return 'of the connection';
    try {
      const [row] = await this.database.query<{ schema: string }>('SELECT current_schema() AS schema');
      return row?.schema ?? 'of the connection';
    } catch {
      return 'of the connection';
    }
  }

  #adminAddress(): string | undefined {
    const { admin } = this;
    if (!isUsableAdmin(admin) || this.host.httpAdapter === undefined || this.host.httpAdapter === null)
      return undefined;
    const prefix = applicationConfigOf(this.moduleRef)?.getGlobalPrefix() ?? '';
    const path = [prefix, admin.path ?? DEFAULT_ADMIN_PATH].flatMap((each) => each.split('/')).filter((each) => each);
    return `${admin.dashboard === false ? 'admin API' : 'dashboard'} /${path.join('/')}/`;
  }
}
