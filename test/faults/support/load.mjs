import { randomBytes } from 'node:crypto';
import { clearInterval } from 'node:timers';
import { setTimeout as sleep } from 'node:timers/promises';

const TICK_MS = 10;

/**
 * Makes calls at a steady rate and acknowledges each event once the promise that accepted it has resolved. Of ten calls five are
 * recorded as they are over and five start and end; of fifty one never ends.
 */
export class Load {
  #name = randomBytes(5).toString('hex');
  #made = 0;
  #ends = new Set();

  /** @param {{ callsPerSecond: number, textBytes?: number, longestMs?: number }} shape */
  constructor(logger, acknowledge, { callsPerSecond, textBytes = 500, longestMs = 100 }) {
    this.logger = logger;
    this.acknowledge = acknowledge;
    this.perMs = callsPerSecond / 1_000;
    this.longestMs = longestMs;
    this.filler = 'the quick brown fox '.repeat(Math.ceil(textBytes / 20)).slice(0, textBytes);
  }

  start() {
    const began = performance.now();
    this.timer = setInterval(() => void this.#makeUpTo((performance.now() - began) * this.perMs), TICK_MS);
  }

  /** Resolves when every call that is to end has ended. */
  async stop() {
    clearInterval(this.timer);
    await Promise.all(this.#ends);
    return this.#made;
  }

  async #makeUpTo(due) {
    while (this.#made < due) await this.#make(this.#made++);
  }

  async #make(n) {
    const key = `${this.#name}-${n}`;
    const call = {
      callType: 'chat',
      provider: 'openai',
      model: 'gpt-4o',
      prompt: `${key} ${this.filler}`,
      taskId: key,
    };
    if (n % 2 === 0) return this.#record(key, call);
    const id = await this.logger.start(call);
    this.acknowledge('accepted', key, id);
    if (n % 50 === 1) return;
    const end = this.#end(key, id, n).finally(() => this.#ends.delete(end));
    this.#ends.add(end);
  }

  async #record(key, call) {
    const id = await this.logger.record({
      ...call,
      response: `answer to ${key}`,
      promptTokens: 7,
      completionTokens: 5,
    });
    this.acknowledge('ended', key, id, 'success');
  }

  async #end(key, id, n) {
    await sleep(Math.random() * this.longestMs);
    if (n % 10 === 3) {
      await this.logger.fail(id, new Error(`no answer to ${key}`));
      this.acknowledge('ended', key, id, 'error');
      return;
    }
    await this.logger.complete(id, { response: `answer to ${key}`, promptTokens: 7, completionTokens: 5 });
    this.acknowledge('ended', key, id, 'success');
  }
}
