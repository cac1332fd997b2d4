/** What hovers say of the language's own words. */

import { wordInfo } from "@macro-engine/dsl";
import { paragraphs, policyBlock } from "../markdown.ts";

/** Null for a word without a meaning of its own. */
export function wordHover(word: string): string | null {
  const info = wordInfo(word);
  return info === undefined ? null : paragraphs(info.meaning, policyBlock(info.example));
}
