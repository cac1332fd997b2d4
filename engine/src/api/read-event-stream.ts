/** Server-sent events, as the HTML standard has them read: data, names, ids. For pages and editors, which share it. */

export interface StreamedEvent {
  /** `message` where it has no name. */
  readonly event: string;
  readonly data: string;
}

export interface StreamListener {
  take(event: StreamedEvent): void;
  /** The stream can be gone on from here, by `Last-Event-ID`: everything up to it was taken. */
  reached?(id: string): void;
}

/** Resolves at the end of the stream; rejects with what breaks it off, or what `take` throws. */
export async function readEventStream(
  body: ReadableStream<Uint8Array> | null,
  { take, reached }: StreamListener,
): Promise<void> {
  if (body === null) return;
  const decoder = new TextDecoder();
  let rest = "";
  let data: string[] = [];
  let event = "";
  let id: string | null = null;

  const dispatch = () => {
    if (data.length > 0) take({ event: event === "" ? "message" : event, data: data.join("\n") });
    if (id !== null) reached?.(id);
    data = [];
    event = "";
    id = null;
  };
  const field = (line: string) => {
    const [, name = "", value = ""] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
    if (name === "data") data.push(value);
    else if (name === "event") event = value;
    else if (name === "id" && !value.includes("\0")) id = value;
  };
  const reader = body.getReader();
  try {
    // Not every browser goes through a stream by `for await`.
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const lines = `${rest}${decoder.decode(part.value, { stream: true })}`.split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? "";
      for (const line of lines) line === "" ? dispatch() : field(line);
    }
  } catch (error) {
    // Nobody reads on: whoever sends is to know.
    reader.cancel().catch(() => {});
    throw error;
  }
}
