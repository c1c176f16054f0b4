import type { CounterKey } from './counter-key.js';
import { usd } from './usd.js';

/** How long a refusal is repeated without asking again, in ms. */
const DENIED_MS = 500;

/**
 * A call that waits to be let through. A database that fails ends each state.
 *
 * | state    | leaves it                                                                                                     |
 * |----------|---------------------------------------------------------------------------------------------------------------|
 * | asking   | room enough: → admitted; own calls are not stored yet, the first time: → flushing; others have some reserved in advance, until `patientUntil`: → patient; else → refused |
 * | flushing | they are stored: → asking                                                                                     |
 * | patient  | 200 ms have passed: → asking                                                                                  |
 */
export interface Waiter {
  readonly amount: number;
  /** What this process knew to be spent was stored, and it was asked again. */
  hasFlushed: boolean;
  /** Until then it waits for what others have reserved in advance, on the clock of `performance.now()`. */
  readonly patientUntil: number;
  /** It asks, and expects an answer of the database; or, with `false`, waits for something else. */
  readonly expect: (isAsking: boolean) => void;
  readonly admit: () => void;
  readonly refuse: (spentUsd: number) => void;
  readonly fail: (error: unknown) => void;
}

/** Leases that calls took from together. */
export interface LeaseGroup {
  readonly leases: readonly Lease[];
  /** Of their counters. */
  readonly keys: ReadonlySet<string>;
}

/**
 * What this process may spend of one counter without asking.
 *
 * - `granted`: what the database has reserved for it, or less.
 * - `used`: the estimates of calls that are under way, or whose cost is not stored yet.
 *
 * A call takes from what is free of it. Once its cost is stored it counts as spent, and both shrink by its estimate.
 */
export class Lease {
  granted = 0;
  used = 0;
  /** Calls that have ended and are not stored yet. */
  unstored = 0;
  /** Refusals that the database does not know of yet. */
  blocked = 0;
  /** As the database reported last. */
  spent = 0;
  /** What is left of the limit then. */
  room = 0;
  /** What others have reserved in advance, which no call of theirs needs, then. */
  readyElsewhere = 0;
  waiting: Waiter[] = [];
  /** What its last call needed. */
  perCall = 0;
  /** Until then `granted` is valid, on the clock of `performance.now()`. */
  validUntil = 0;
  /** Those that calls took from lately together with this one. */
  group: LeaseGroup | undefined;
  #calls = 0;
  #denied: { readonly until: number; readonly amount: number } | undefined;

  /** What the database has reserved, as it reported last: more than `granted` once calls have ended. */
  reserved = 0;
  /** What was reserved in advance after the last answer. */
  ready = 0;
  /** More is asked for in the background. */
  isAsked = false;

  /** @param shrunk is called when less is needed than was. */
  constructor(
    public counter: CounterKey,
    private readonly shrunk: () => void,
  ) {}

  /** Whether others may need what this process has reserved in advance. */
  get isNear(): boolean {
    return this.room < this.counter.limitUsd / 4;
  }

  /** Whether it is time to ask for more, so that no call has to wait for it. @param now on the clock of `performance.now()`. */
  isLow(now: number): boolean {
    return !this.isNear && this.#freeAt(now) < this.ready / 2;
  }

  /** Whether the database has reserved more for it than it needs. */
  get isOverReserved(): boolean {
    return this.reserved > this.granted && (this.isNear || !this.hasCalls);
  }

  get free(): number {
    return this.#freeAt(performance.now());
  }

  #freeAt(now: number): number {
    return now < this.validUntil ? usd(this.granted - this.used) : 0;
  }

  /** Whether it has more than its calls need. */
  get hasSpare(): boolean {
    return this.free > 0;
  }

  /** Another process wants what is reserved in advance. */
  shed(): void {
    this.granted = this.used;
  }

  /** Whether nothing is known of it any more that is needed. */
  get isIdle(): boolean {
    return this.#calls === 0 && this.waiting.length === 0 && this.blocked === 0;
  }

  get hasCalls(): boolean {
    return this.#calls > 0;
  }

  /** Whether so much was refused just now. */
  isDenied(amount: number): boolean {
    return this.#denied !== undefined && performance.now() < this.#denied.until && amount >= this.#denied.amount;
  }

  deny(amount: number): void {
    this.#denied = { until: performance.now() + DENIED_MS, amount };
  }

  forgetRefusal(): void {
    this.#denied = undefined;
  }

  /** Takes so much where it is free and nobody waits. @param now on the clock of `performance.now()`. */
  tryTake(amount: number, now: number): boolean {
    if (this.waiting.length > 0 || this.#freeAt(now) < amount) return false;
    this.take(amount);
    return true;
  }

  take(amount: number): void {
    this.perCall = amount;
    this.#calls += 1;
    this.used = usd(this.used + amount);
  }

  /** A call was not made: what it took is free again. */
  giveBack(amount: number): void {
    this.#calls -= 1;
    this.used = this.#calls === 0 ? 0 : usd(this.used - amount);
  }

  /** The cost of a call is stored: it counts as spent, and no longer as reserved. What it cost more than was expected is taken from the rest. */
  consume(amount: number, cost: number): void {
    this.giveBack(amount);
    this.spend(Math.max(amount, cost));
  }

  /** So much less is left. */
  spend(amount: number): void {
    this.granted = Math.max(usd(this.granted - amount), this.used, 0);
    this.forgetRefusal();
    this.shrunk();
  }
}
