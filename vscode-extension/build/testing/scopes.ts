/** The scopes that an editor would give every character of a text, by the very libraries that editors use. */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createOnigScanner, createOnigString, loadWASM } from "vscode-oniguruma";
import { INITIAL, type IRawGrammar, Registry } from "vscode-textmate";

import type { TextMateGrammar } from "../grammar.ts";

const require = createRequire(import.meta.url);

/** The scopes at an offset of the text, outermost first. */
export type ScopeAt = (offset: number) => readonly string[];

/** A function from a text to the scopes of its characters. */
export async function highlighter(grammar: TextMateGrammar): Promise<(text: string) => ScopeAt> {
  await loadWASM(readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm")));
  const registry = new Registry({
    onigLib: Promise.resolve({ createOnigScanner, createOnigString }),
    loadGrammar: async (name) => (name === grammar.scopeName ? (grammar as unknown as IRawGrammar) : null),
  });
  const loaded = (await registry.loadGrammar(grammar.scopeName))!;
  return (text) => {
    const scopes: (readonly string[])[] = [];
    let state = INITIAL;
    let lineStart = 0;
    for (const line of text.split("\n")) {
      const { tokens, ruleStack } = loaded.tokenizeLine(line.replace(/\r$/, ""), state);
      state = ruleStack;
      for (const { startIndex, endIndex, scopes: found } of tokens) {
        for (let at = startIndex; at < endIndex; at++) scopes[lineStart + at] = found;
      }
      lineStart += line.length + 1;
    }
    return (offset) => scopes[offset] ?? [];
  };
}
