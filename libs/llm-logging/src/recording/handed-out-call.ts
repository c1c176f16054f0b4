import { LlmCallStatus } from 'llm-exchange/call';
import type { Ending } from './ending.js';
import type { OpenCall } from './open-call.js';

/** How long the end of an exchange waits for a reader of the call's result, and that of one that was given up for its reader. */
const PATIENCE_MS = 1_000;

/**
 * The result of a call was handed out, which may never be read or end: an only exchange that is over gives the outcome then. One that
 * failed does so at once, as nothing will come of it; others when the result is not read soon.
 *
 * @param conclude gets that outcome; the call goes on.
 */
export function whenUnread(call: OpenCall, conclude: (ending: Ending) => void): void {
  const { inner } = call;
  if (inner === undefined) return;
  inner.onlyEnded = () => {
    const exchange = inner.only;
    const status = exchange?.finalStatus;
    if (exchange === undefined || status === undefined) return;
    const isGivenUp = status === LlmCallStatus.CANCELLED;
    const concludeNow = (): void => {
      const isAwaited = call.isRead && !isGivenUp;
      if (inner.only !== exchange || exchange.finalStatus !== status || isAwaited) return;
      const ending = call.endingBy(exchange);
      if (ending !== undefined) conclude(ending);
    };
    if (status === LlmCallStatus.SUCCESS || isGivenUp) setTimeout(concludeNow, PATIENCE_MS).unref();
    else concludeNow();
  };
  inner.onlyEnded();
}
