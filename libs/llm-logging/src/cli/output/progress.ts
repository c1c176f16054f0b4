import type { CliHost } from '../command.js';
import { bar } from './bar.js';

const WIDTH = 30;
const REDRAW_MS = 100;
const CLEAR_LINE = '\r\u001b[K';

/** How far long work is, on the last line of a terminal; elsewhere nothing. On stderr, so that what is printed stays clean. */
export class Progress {
  readonly #draws: boolean;
  #start: number | undefined;
  #drawnAt = 0;

  /** @param options.sharesLine the work prints to stdout meanwhile: where that is a terminal too, it would be torn. */
  constructor(
    private readonly host: CliHost,
    { sharesLine = false }: { sharesLine?: boolean } = {},
  ) {
    this.#draws = host.stderr.isTTY === true && !(sharesLine && host.stdout.isTTY === true);
  }

  /** The work is at `at` of a way that it began where this was first said and that ends at `end`; undefined where no end is known. */
  reach(at: number, end: number | undefined, label: string): void {
    this.#start ??= at;
    const way = end === undefined ? 0 : Math.abs(end - this.#start);
    this.#draw(way === 0 ? undefined : Math.abs(at - this.#start) / way, label);
  }

  /** Gives the line back. */
  end(): void {
    if (this.#draws && this.#drawnAt > 0) this.host.stderr.write(CLEAR_LINE);
  }

  #draw(share: number | undefined, label: string): void {
    if (!this.#draws || performance.now() - this.#drawnAt < REDRAW_MS) return;
    this.#drawnAt = performance.now();
    const percent = share === undefined ? '' : `${Math.floor(Math.min(share, 1) * 100)} %`.padStart(6);
    const shown = share === undefined ? '' : `▕${bar(share, WIDTH)}▏${percent} `;
    this.host.stderr.write(`${CLEAR_LINE}${shown} ${label}`);
  }
}
