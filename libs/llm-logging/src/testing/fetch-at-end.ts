import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { ProcessClients } from '../capture/clients/process-clients.js';
import { LoggingFetch } from '../capture/fetch/logging-fetch.js';

/** Gives the global `fetch` and the other clients back when the tested module is closed. */
@Injectable()
export class FetchAtEnd implements OnApplicationShutdown {
  constructor(
    private readonly loggingFetch: LoggingFetch,
    private readonly clients: ProcessClients,
  ) {}

  onApplicationShutdown(): void {
    this.loggingFetch.close();
    this.clients.close();
  }
}
