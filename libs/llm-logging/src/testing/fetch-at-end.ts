import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { LoggingFetch } from '../capture/fetch/logging-fetch.js';

/** Gives the global `fetch` back when the tested module is closed. */
@Injectable()
export class FetchAtEnd implements OnApplicationShutdown {
  constructor(private readonly loggingFetch: LoggingFetch) {}

  onApplicationShutdown(): void {
    this.loggingFetch.close();
  }
}
