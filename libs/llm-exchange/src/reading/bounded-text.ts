/** Text that grows by pieces up to a bound; what comes after is left out and counted. */
export class BoundedText {
  #text = '';
  #left = 0;
  #any = false;

  constructor(private readonly maxLength: number) {}

  append(piece: string): void {
    this.#any = true;
    const room = this.maxLength - this.#text.length;
    this.#text += room >= piece.length ? piece : piece.slice(0, room);
    this.#left += Math.max(piece.length - room, 0);
  }

  /** Null when nothing was appended. */
  get value(): string | null {
    if (!this.#any) return null;
    return this.#left === 0 ? this.#text : `${this.#text}\n… [${this.#left} characters more]`;
  }
}
