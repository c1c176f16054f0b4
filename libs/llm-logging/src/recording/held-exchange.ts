import { type LlmCallRecord, LlmCallStatus, mergeIntoCallRecord } from 'llm-exchange/call';
import type { Hold } from '../delivery/waiting-call.js';
import type { FollowedCall } from '../telemetry/calls/call-listener.js';
import type { CallSink } from './call-sink.js';

export interface ExchangeCall {
  readonly id: string;
  readonly firstContentAt: number | undefined;
}

/** An exchange with a provider that was noticed inside a call. */
export interface InnerExchange {
  readonly call: ExchangeCall;
  /** Ends it with what was read so far, if that is all of the answer; `anyway`: if it is any of it. */
  readonly settle: (anyway: boolean) => void;
}

/**
 * Keeps the events of one exchange until the call around it decides.
 *
 * | state    | `accept`                                             | `adopted` | `release`                      |
 * |----------|------------------------------------------------------|-----------|--------------------------------|
 * | held     | joins the record; a final one goes to the journal too | → adopted | → released, its record accepted |
 * | adopted  | a final one: → held                                  | stays     | → released, nothing accepted   |
 * | released | accepted at once                                     | –         | –                              |
 */
export class HeldExchange implements CallSink {
  exchange: InnerExchange | undefined;
  record: LlmCallRecord | undefined;
  #isReleased = false;
  #hold: Hold | undefined;
  /** Those of its attempts that ended. */
  readonly #followed: { readonly followed: FollowedCall; readonly id: string }[] = [];
  /** Its members stand in the record of the call around it. */
  isAdopted = false;

  constructor(
    private readonly sink: CallSink,
    private readonly whenOver: () => void,
  ) {}

  accept(record: LlmCallRecord): void {
    if (this.#isReleased) return this.sink.accept(record);
    if (this.record === undefined) this.record = record;
    else mergeIntoCallRecord(this.record, record);
    if (record.status === LlmCallStatus.PENDING) return;
    this.#hold?.settle();
    this.isAdopted = false;
    this.#hold = this.sink.secure(this.record);
    this.whenOver();
  }

  release(): void {
    this.#isReleased = true;
    if (this.record !== undefined && !this.isAdopted) this.sink.accept(this.record);
    this.#hold?.settle();
    for (const { followed, id } of this.#followed.splice(0)) this.sink.file(followed, id);
  }

  /** @param callId the call around it. */
  adopted(callId: string): void {
    this.isAdopted = true;
    this.#hold?.settle();
    for (const { followed } of this.#followed.splice(0)) this.sink.file(followed, callId);
  }

  file(followed: FollowedCall, id: string): void {
    if (this.#isReleased) this.sink.file(followed, id);
    else this.#followed.push({ followed, id });
  }

  price: CallSink['price'] = (outcome, started) => this.sink.price(outcome, started);
  quietly: CallSink['quietly'] = (step) => this.sink.quietly(step);
  began: CallSink['began'] = (call) => this.sink.began(call);
  closed: CallSink['closed'] = (call) => this.sink.closed(call);
  holds: CallSink['holds'] = (holder) => this.sink.holds(holder);
  releases: CallSink['releases'] = (holder) => this.sink.releases(holder);
  secure: CallSink['secure'] = (record) => this.sink.secure(record);
}
