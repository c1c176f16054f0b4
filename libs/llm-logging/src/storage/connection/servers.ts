import type { NamedServers } from '../../options/database-url.js';

/** The servers of a URL, to one of which new connections lead: to the first, and when that takes none, to the next. */
export class Servers {
  #at = 0;

  constructor(private readonly named: NamedServers) {}

  get count(): number {
    return this.named.urls.length;
  }

  get current(): string {
    return this.named.urls[this.#at]!;
  }

  /** Goes on to the next, unless somebody else has done so already. */
  leave(url: string): void {
    if (url === this.current) this.#at = (this.#at + 1) % this.count;
  }
}
