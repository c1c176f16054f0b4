import { type LlmCallRecord, LlmCallStatus, mergeIntoCallRecord } from 'llm-exchange/call';
import type { CallPrices } from './call-prices.js';
import type { Ending, EndStatus } from './ending.js';
import { finishOutcome } from './finish-outcome.js';
import { whenUnread } from './handed-out-call.js';
import { belongs, type Inside, InnerExchanges, NOTHING_INSIDE } from './inner-exchanges.js';
import type { CallSteps, OpenCall } from './open-call.js';
import { outcomeOf, reportOutcome } from './outcome.js';
import { readEnding } from './read-ending.js';
import type { RecordOutlet } from './record-outlet.js';
import type { RememberedCalls } from './remembered-calls.js';
import { RetainingCalls } from './retaining-calls.js';
import { pendingRecord, type StartedCall } from './started-call.js';

/**
 * What becomes of an open call: its pending record when it begins, and when it ends
 *
 * ending → exchange inside ends first → result read → outcome → times and cost → record
 *
 * Each record is kept for the call around it, where it may be that call, or delivered.
 */
export class CallPipeline implements CallSteps {
  readonly #retaining = new RetainingCalls();

  constructor(
    private readonly outlet: RecordOutlet,
    private readonly prices: CallPrices,
    private readonly calls: RememberedCalls,
  ) {}

  begun(call: OpenCall): void {
    this.calls.began(call);
    this.outlet.quietly(() => this.#pass(call.started, pendingRecord(call.started)));
  }

  handedOut(call: OpenCall): void {
    whenUnread(call, (ending) => this.outlet.quietly(() => this.#conclude(call, ending)));
  }

  ended(call: OpenCall, ending: Ending): void {
    const { inner } = call;
    this.outlet.quietly(() => this.#conclude(call, ending));
    // Whatever became of that, nothing is kept for the call any more.
    if (inner !== undefined) {
      this.outlet.quietly(() => this.release(inner));
      inner.close();
    }
    this.calls.closed(call);
    this.outlet.closed(call.id);
  }

  quietly(step: () => void): void {
    this.outlet.quietly(step);
  }

  /** The records of its only exchange are kept for this call. */
  retains(inner: InnerExchanges): void {
    const oneTooMany = this.#retaining.add(inner);
    if (oneTooMany !== undefined) this.release(oneTooMany);
  }

  /** What is kept for a call is delivered as a call of its own. */
  release(inner: InnerExchanges): void {
    this.#retaining.delete(inner);
    const released = inner.release();
    if (released?.record !== undefined) this.outlet.accept(released.record);
    released?.exchange.delivered();
  }

  releaseAll(): void {
    for (const inner of this.#retaining) this.outlet.quietly(() => this.release(inner));
  }

  #conclude(call: OpenCall, ending: Ending): void {
    const { started, id } = call;
    const { retained, followed } = started;
    const inside = this.#endInside(call, ending.status);
    const outcome = outcomeOf(started, ending, readEnding(ending, started.selectors), inside);
    reportOutcome(started, outcome);
    const members = finishOutcome(started, ending, outcome, this.prices);
    const around = InnerExchanges.in(started.outer);
    around?.noteAnswer(members);
    const record = recordOf(call, Object.assign(members, { id, status: ending.status }));
    inside.only?.adopt(id);
    followed?.ended(record);
    this.#pass(started, record);
    inside.only?.delivered();
    if (followed !== undefined && retained?.keepFollowed(followed, id) !== true) followed.filed(id);
    if (retained !== undefined) around?.onlyEnded?.();
  }

  /** The exchange inside ends first: this very pipeline has its record then. It is the call, or is released. */
  #endInside({ inner }: OpenCall, status: EndStatus): Inside {
    if (inner === undefined) return NOTHING_INSIDE;
    inner.only?.endEarly(status !== LlmCallStatus.SUCCESS);
    if (inner.only === undefined) return inner;
    if (belongs(inner.only, status)) this.#retaining.delete(inner);
    else this.release(inner);
    return inner;
  }

  #pass({ retained }: StartedCall, record: LlmCallRecord): void {
    if (retained?.keep(record, (kept) => this.outlet.secure(kept)) !== true) this.outlet.accept(record);
  }
}

/** All of the call where nothing of it is on its way yet, otherwise the outcome alone. */
function recordOf({ started, isBegun }: OpenCall, outcome: LlmCallRecord): LlmCallRecord {
  if (isBegun) return outcome;
  const whole = pendingRecord(started);
  mergeIntoCallRecord(whole, outcome);
  return whole;
}
