/** A server-sent event as bytes, made once for all who get it. */

export interface FrameParts {
  /** After which it can be gone on from. */
  readonly id?: string;
  /** Its name; absent: it has none, and is heard as `message`. */
  readonly event?: string;
  /** Told as JSON, in one line; absent: nothing is told, the id alone is noted. */
  readonly data?: unknown;
  /** How long a reader is to wait before it connects again, ms. */
  readonly retryMs?: number;
}

/** One event of the HTML standard's event stream format (section 9.2.6), with the empty line that ends it. */
export function eventFrame({ id, event, data, retryMs }: FrameParts): Buffer {
  const fields = [
    ...(retryMs === undefined ? [] : [`retry: ${retryMs}`]),
    ...(id === undefined ? [] : [`id: ${id}`]),
    ...(event === undefined ? [] : [`event: ${event}`]),
    ...(data === undefined ? [] : [`data: ${JSON.stringify(data)}`]),
  ];
  return Buffer.from(`${fields.join("\n")}\n\n`);
}
