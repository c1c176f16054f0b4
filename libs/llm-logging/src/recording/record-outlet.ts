import type { LlmCallRecord } from 'llm-exchange/call';
import type { BudgetGate } from '../budgets/budget-gate.js';
import type { CallDelivery } from '../delivery/call-delivery.js';
import type { Lease } from '../delivery/waiting-call.js';
import { readFailure } from './thrown-error.js';

/** Where records leave for delivery, and budgets get to know of them. */
export class RecordOutlet {
  constructor(
    private readonly delivery: CallDelivery,
    private readonly gate: BudgetGate,
  ) {}

  accept(record: LlmCallRecord): void {
    this.delivery.accept(record, this.gate.recorded(record));
  }

  /** Writes down a record that is retained. @returns the lease of the journal's copy. */
  secure(record: LlmCallRecord): Lease | undefined {
    return this.delivery.retain(record);
  }

  /** No record of this call comes any more. */
  closed(callId: string): void {
    if (this.gate.isActive) this.gate.closed(callId);
  }

  /** Runs a step of the log's own, whose failure is nobody else's. */
  quietly(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.delivery.missed(readFailure(error).errorMessage);
    }
  }
}
