/** Breaks the text of a policy as those who type do: words lost, doubled, swapped, misspelt, or strange. */

import type { Random } from "../../testing/random.ts";

const strange = ["{", "}", "(", ")", '"', "=", "->", ":", ",", ";", "&&", "é", "5sec", "1m30", "\u00a0"];
const words = ["for", "until", "rule", "profile", "test", "message", "and", "when", "not", "cancels", "at", "# hm\n"];

/** `text` with one to three of its words changed. It may still be a policy. */
export function breakPolicy(random: Random, text: string): string {
  const parts = text.match(/"(?:[^"\\\n]|\\.)*"|#[^\n]*|[\w.%]+|\s+|[^\w\s]/g) ?? [];
  for (let times = 1 + random.below(3); times > 0 && parts.length > 0; times--) change(random, parts);
  return parts.join("");
}

function change(random: Random, parts: string[]): void {
  const at = random.below(parts.length);
  const part = parts[at]!;
  random.pick([
    () => parts.splice(at, 1),
    () => parts.splice(at, 1 + random.below(6)),
    () => parts.splice(at, 0, part),
    () => parts.splice(at, 0, " ", random.pick(strange), " "),
    () => parts.splice(at, 0, random.pick(strange)),
    () => parts.splice(at, 0, " ", random.pick(words), " "),
    () => parts.splice(at, 1, part.slice(0, random.below(part.length))),
    () => parts.splice(at, 1, part.slice(0, 1) + part.slice(2)),
    () => parts.splice(at, 1, part.split("").reverse().join("")),
    () => parts.splice(at, 0, ...parts.slice(random.below(parts.length)).slice(0, 4)),
    () => parts.splice(random.below(parts.length), 1),
  ])();
}
