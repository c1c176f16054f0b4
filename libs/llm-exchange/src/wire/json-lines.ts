/** Reads NDJSON, given in pieces that may end anywhere. */
export class JsonLines {
  #rest = '';

  /** @returns the lines that the piece completes. */
  push(piece: string): string[] {
    const lines = (this.#rest + piece).split('\n');
    this.#rest = lines.pop()!;
    return lines.map((line) => line.trim()).filter((line) => line !== '');
  }

  end(): string[] {
    return this.push('\n');
  }
}
