/** Server-sent events: the data of each, without names and ids. */

/** Resolves at the end of the stream; rejects with what breaks it off, or what `take` throws. */
export async function readEventStream(
  body: ReadableStream<Uint8Array> | null,
  take: (data: string) => void,
): Promise<void> {
  if (body === null) return;
  const decoder = new TextDecoder();
  let rest = "";
  let data: string[] = [];
  for await (const bytes of body) {
    const lines = `${rest}${decoder.decode(bytes, { stream: true })}`.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line === "") {
        if (data.length > 0) take(data.join("\n"));
        data = [];
      } else if (line.startsWith("data:")) data.push(line.slice(5).replace(/^ /, ""));
    }
  }
}
