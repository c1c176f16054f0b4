import type { CallDelivery } from './call-delivery.js';
import { DeliveryCounters } from './delivery-counters.js';
import type { DeliveryState } from './delivery-state.js';

const NOTHING_WAITS: Omit<DeliveryState, 'counters'> = {
  circuit: 'closed',
  durability: 'memory',
  queuedCalls: 0,
  queuedBytes: 0,
  quarantinedCalls: 0,
  oldestQueuedMs: null,
  journal: null,
  lastError: null,
};

/** Stands where delivery is, and delivers nothing. */
export class NoDelivery implements Pick<CallDelivery, keyof CallDelivery> {
  accept(..._record: Parameters<CallDelivery['accept']>): void {}

  readonly hasRoomForOthers = true;

  missed(_reason: string): void {}

  retain(): undefined {
    return undefined;
  }

  adopt(): Promise<void> {
    return Promise.resolve();
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  state(): DeliveryState {
    return { ...NOTHING_WAITS, counters: new DeliveryCounters() };
  }
}
