/** Cuts a stream of bytes into lines, and gives up on one that is too long. */

import { StringDecoder } from "node:string_decoder";

/** The longest message that either side takes, in UTF-16 units. */
export const longestMessage = 1024 * 1024;

/** Calls `onLine` for each whole line; after `onTooLong` nothing more is read. */
export function lineSplitter(onLine: (line: string) => void, onTooLong: () => void): (data: Buffer) => void {
  const decoder = new StringDecoder("utf8");
  let parts: string[] = [];
  let length = 0;
  let over = false;
  return (data) => {
    if (over) return;
    const [first = "", ...rest] = decoder.write(data).split("\n");
    parts.push(first);
    length += first.length;
    for (const next of rest) {
      if (length > longestMessage) break;
      const line = parts.join("");
      parts = [next];
      length = next.length;
      if (line.trim() !== "") onLine(line);
    }
    if (length <= longestMessage) return;
    over = true;
    parts = [];
    onTooLong();
  };
}
