import type { CliHost } from '../command.js';
import { bar } from './bar.js';

const WIDTH = 30;
const REDRAW_MS = 100;
const CLEAR_LINE = '\r\u001b[K';
/** Elsewhere than on a terminal a line says how far it is, this seldom. */
const LINE_MS = 5_000;

/**
 * How far long work is, on stderr, so that what is printed stays clean: a bar on the last line of a terminal, elsewhere a line from
 * time to time. Work that is done before says nothing.
 */
export class Progress {
  readonly #draws: boolean;
  readonly #isTorn: boolean;
  #start: number | undefined;
  #drawnAt = 0;
  #saidAt: number;

  /** @param options.sharesLine the work prints to stdout meanwhile: where that is a terminal too, it would be torn. */
  constructor(
    private readonly host: CliHost,
    { sharesLine = false }: { sharesLine?: boolean } = {},
    private readonly now: () => number = () => performance.now(),
  ) {
    this.#isTorn = sharesLine && host.stdout.isTTY === true;
    this.#draws = host.stderr.isTTY === true && !this.#isTorn;
    this.#saidAt = now();
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
    if (!this.#draws) return this.#say(share, label);
    if (this.now() - this.#drawnAt < REDRAW_MS) return;
    this.#drawnAt = this.now();
    const percent = share === undefined ? '' : percentOf(share).padStart(6);
    const shown = share === undefined ? '' : `▕${bar(share, WIDTH)}▏${percent} `;
    this.host.stderr.write(`${CLEAR_LINE}${shown} ${label}`);
  }
  #say(share: number | undefined, label: string): void {
    if (this.#isTorn || this.now() - this.#saidAt < LINE_MS) return;
    this.#saidAt = this.now();
    this.host.stderr.write(`${share === undefined ? '' : `${percentOf(share)}  `}${label}\n`);
  }
}

function percentOf(share: number): string {
  return `${Math.floor(Math.min(share, 1) * 100)} %`;
}
