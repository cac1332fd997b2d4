/** Walks over the bytes of a kernel text file without making strings of them. */

const newline = 0x0a;
const blank = 0x20;
const tab = 0x09;
const dot = 0x2e;
const minus = 0x2d;
const zero = 0x30;

export class ByteCursor {
  bytes: Uint8Array = new Uint8Array(0);
  at = 0;
  end = 0;

  /** Points at the first `length` bytes of `bytes`. */
  reset(bytes: Uint8Array, length: number): void {
    this.bytes = bytes;
    this.at = 0;
    this.end = length;
  }

  atEnd(): boolean {
    return this.at >= this.end;
  }

  skipBlanks(): void {
    while (this.at < this.end && (this.bytes[this.at] === blank || this.bytes[this.at] === tab)) this.at += 1;
  }

  /** Skips blanks, then everything up to the next blank, `until` or line's end. */
  skipWord(until = blank): void {
    this.skipBlanks();
    while (this.at < this.end) {
      const byte = this.bytes[this.at];
      if (byte === blank || byte === newline || byte === tab || byte === until) return;
      this.at += 1;
    }
  }

  /** Goes to the start of the next line; false when there is none. */
  nextLine(): boolean {
    const found = this.bytes.indexOf(newline, this.at);
    if (found < 0 || found + 1 >= this.end) {
      this.at = this.end;
      return false;
    }
    this.at = found + 1;
    return true;
  }

  /** Whether the bytes here are `word`; goes past it if so. */
  take(word: Uint8Array): boolean {
    if (!sameBytes(this.bytes, this.at, this.end, word)) return false;
    this.at += word.length;
    return true;
  }

  /**
   * The next word as a decimal number, blanks before it skipped; NaN, and no movement, when none begins here. Beyond 2⁵³
   * it is rounded as a double is, which a rate never notices.
   */
  number(): number {
    this.skipBlanks();
    let at = this.at;
    const negative = this.bytes[at] === minus;
    if (negative) at += 1;
    const first = at;
    let value = 0;
    let scale = 0;
    for (; at < this.end; at += 1) {
      const byte = this.bytes[at] as number;
      const digit = byte - zero;
      if (digit >= 0 && digit <= 9) {
        value = value * 10 + digit;
        scale *= 10;
      } else if (byte === dot && scale === 0) scale = 1;
      else break;
    }
    if (at === first) return Number.NaN;
    this.at = at;
    if (scale > 1) value /= scale;
    return negative ? -value : value;
  }

  text(from: number, to: number): string {
    return new TextDecoder().decode(this.bytes.subarray(from, to));
  }
}

/** Whether `word` stands in `bytes` at `at`, before `end`. */
export function sameBytes(bytes: Uint8Array, at: number, end: number, word: Uint8Array): boolean {
  if (at + word.length > end) return false;
  for (let index = 0; index < word.length; index += 1) {
    if (bytes[at + index] !== word[index]) return false;
  }
  return true;
}

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
