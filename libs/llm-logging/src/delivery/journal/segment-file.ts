import { closeSync, fdatasyncSync, fstatSync, ftruncateSync, openSync, unlinkSync, writeSync } from 'node:fs';

/** The file of the segment in use: a head, and lines after it. All but closing throws where the disk does not do it. */
export class SegmentFile {
  readonly #descriptor: number;
  readonly #headBytes: number;
  #position = 0;

  constructor(path: string, head: Buffer) {
    // Not `ax`: Windows does not shorten a file that is open for appending.
    this.#descriptor = openSync(path, 'wx', 0o600);
    try {
      this.write(head);
    } catch (error) {
      this.close();
      removeQuietly(path);
      throw error;
    }
    this.#headBytes = this.#position;
  }

  /** Whether somebody removed it: what goes into it is on no disk. */
  get isRemoved(): boolean {
    return fstatSync(this.#descriptor).nlink === 0;
  }

  write(bytes: Buffer): void {
    for (let written = 0; written < bytes.length;) {
      const more = writeSync(this.#descriptor, bytes, written, bytes.length - written, this.#position);
      this.#position += more;
      written += more;
    }
  }

  /** All that was written outlives a loss of power. */
  sync(): void {
    fdatasyncSync(this.#descriptor);
  }

  /** Removes all lines; the head stays. */
  empty(): void {
    ftruncateSync(this.#descriptor, this.#headBytes);
    this.#position = this.#headBytes;
  }

  close(): void {
    try {
      closeSync(this.#descriptor);
    } catch {
      // What the file could not take was reported when it was written.
    }
  }
}

export function removeQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Gone already, or stored once more by the next start, which changes nothing.
  }
}
