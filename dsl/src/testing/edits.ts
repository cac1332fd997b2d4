/** Edits of policies as somebody makes them, by chance. */

import type { Random } from "./random.ts";

/** What somebody who types, pastes, deletes and undoes makes of a text. */
export function edited(random: Random, text: string, others: readonly string[], original: string): string {
  const at = random.below(text.length + 1);
  const length = random.chance(0.5) ? 1 + random.below(3) : random.below(60);
  switch (random.below(7)) {
    case 0:
      return original;
    case 1:
      return text.slice(0, at) + text.slice(at + length);
    case 2: {
      const other = random.pick(others);
      const from = random.below(other.length + 1);
      return text.slice(0, at) + other.slice(from, from + length) + text.slice(at);
    }
    case 3: {
      const words = text.match(/[A-Za-z_]\w*/g) ?? [];
      return words.length === 0 ? text : text.replace(random.pick(words), random.pick(words));
    }
    case 4:
      return text.replace(/\d+/, String(random.below(100)));
    case 5:
      return text.slice(0, at) + random.pick([" ", "\n", "\r\n", "8", "a", '"']) + text.slice(at);
    default:
      return text.slice(0, at) + random.pick(insertions) + text.slice(at);
  }
}

const insertions = [
  "}",
  "{",
  "rule ",
  "80%",
  "}\nlet x = 3s\n",
  "\n## About it.\n",
  '"',
  "# ",
  "profile p {",
  "𝄞",
  "test ",
];
