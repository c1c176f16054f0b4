import type { Reservation } from './reservation.js';

/** How long a reservation lasts whose call ended without a record of its own, in ms: its cost is on another row, which is stored by then. */
const WITHOUT_RECORD_MS = 5_000;
/** Longer than that no call is taken to be under way. */
const LONGEST_CALL_MS = 3_600_000;
/** How often it is looked for calls that never ended. */
const LOOK_EVERY_MS = 10_000;

/** What calls have reserved that are under way, by their ids. */
export class CallReservations {
  /** In the order in which they began, about. */
  readonly #byId = new Map<string, Reservation>();
  #lookAt = 0;

  get isEmpty(): boolean {
    return this.#byId.size === 0;
  }

  /** The call was begun under this id. */
  bind(id: string, reservation: Reservation): void {
    if (reservation.at >= this.#lookAt) this.#forgetOld(reservation.at);
    this.#byId.get(id)?.cancel();
    this.#byId.set(id, reservation);
  }

  /** What the call of a record has reserved, which from now on waits for that record alone. */
  take(id: string): Reservation | undefined {
    const reservation = this.#byId.get(id);
    if (reservation !== undefined) this.#byId.delete(id);
    return reservation;
  }

  /** A call has ended, maybe without a record. */
  closed(id: string): void {
    const reservation = this.#byId.get(id);
    if (reservation !== undefined) this.#endLater(id, reservation);
  }

  #endLater(id: string, reservation: Reservation): void {
    setTimeout(() => {
      if (this.#byId.get(id) !== reservation) return;
      this.#byId.delete(id);
      reservation.end()();
    }, WITHOUT_RECORD_MS).unref();
  }

  /** Calls that never ended reserve nothing for ever. */
  #forgetOld(now: number): void {
    this.#lookAt = now + LOOK_EVERY_MS;
    for (const [id, reservation] of this.#byId) {
      if (now - reservation.at < LONGEST_CALL_MS) return;
      this.#byId.delete(id);
      reservation.cancel();
    }
  }
}
