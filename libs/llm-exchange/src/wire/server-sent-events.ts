/**
 * Reads a `text/event-stream`, given in pieces that may end anywhere: https://html.spec.whatwg.org/multipage/server-sent-events.html
 * Gives the data of each event; comments, names and ids are not needed, since the APIs repeat them in the data.
 */
export class ServerSentEvents {
  #rest = '';
  #data: string | null = null;

  /** @returns the data of the events that the piece completes. */
  push(piece: string): string[] {
    const events: string[] = [];
    const lines = (this.#rest + piece).split('\n');
    this.#rest = lines.pop()!;
    for (const line of lines) this.#line(line.endsWith('\r') ? line.slice(0, -1) : line, events);
    return events;
  }

  /** The stream is over: an event without its empty line counts, since providers leave it out at the end. */
  end(): string[] {
    const events = this.push('\n');
    if (this.#data !== null) events.push(this.#data);
    this.#data = null;
    return events;
  }

  #line(line: string, events: string[]): void {
    if (line === '') {
      if (this.#data !== null) events.push(this.#data);
      this.#data = null;
      return;
    }
    if (!line.startsWith('data:')) return;
    const value = line.slice(line.charCodeAt(5) === 32 ? 6 : 5);
    // Some servers leave the empty line out: what is whole JSON already is an event of its own.
    if (this.#data !== null && isWholeJson(this.#data)) {
      events.push(this.#data);
      this.#data = value;
    } else this.#data = this.#data === null ? value : `${this.#data}\n${value}`;
  }
}

function isWholeJson(data: string): boolean {
  try {
    JSON.parse(data);
    return true;
  } catch {
    return false;
  }
}
