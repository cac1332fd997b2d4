/** `textDocument/semanticTokens/full`, `…/full/delta` and `…/range` */

import { type SemanticTokens, SemanticTokensBuilder, type SemanticTokensDelta } from "vscode-languageserver";
import { toPosition, toSpan } from "../convert.ts";
import {
  type SemanticModifier,
  type SemanticType,
  semanticModifiers,
  semanticTokens,
  semanticTypes,
} from "../features/semantic-tokens.ts";
import type { DocumentView, Handler } from "./handler.ts";
import { refreshAfterChanges } from "./refresh.ts";

const typeIndex = new Map<SemanticType, number>(semanticTypes.map((type, index) => [type, index]));
const modifierBit = new Map<SemanticModifier, number>(
  semanticModifiers.map((modifier, index) => [modifier, 1 << index]),
);

/** Documents whose last answer is kept for the next one's difference. */
const mostKept = 50;

export const semanticTokensHandler: Handler = {
  capabilities: {
    semanticTokensProvider: {
      legend: { tokenTypes: [...semanticTypes], tokenModifiers: [...semanticModifiers] },
      full: { delta: true },
      range: true,
    },
  },
  register(connection, context) {
    const kept = new Map<string, SemanticTokens>();
    let answers = 0;
    const answer = (uri: string, data: number[]): SemanticTokens => {
      answers += 1;
      const tokens = { resultId: String(answers), data };
      kept.delete(uri);
      kept.set(uri, tokens);
      const [oldest] = kept.keys();
      if (kept.size > mostKept) kept.delete(oldest!);
      return tokens;
    };
    const { semanticTokens: requests } = connection.languages;
    requests.on(async ({ textDocument: { uri } }) => {
      const found = await context.document(uri);
      return answer(uri, found === null ? [] : encoded(found));
    });
    requests.onDelta(
      async ({ textDocument: { uri }, previousResultId }): Promise<SemanticTokens | SemanticTokensDelta> => {
        const found = await context.document(uri);
        const before = kept.get(uri);
        const tokens = answer(uri, found === null ? [] : encoded(found));
        if (before?.resultId !== previousResultId) return tokens;
        return { resultId: tokens.resultId!, edits: difference(before.data, tokens.data) };
      },
    );
    requests.onRange(async ({ textDocument: { uri }, range }) => {
      const found = await context.document(uri);
      return { data: found === null ? [] : encoded(found, range) };
    });
    refreshAfterChanges(context, async () => {
      if (context.client.workspace?.semanticTokens?.refreshSupport) await requests.refresh();
    });
  },
};

function encoded({ view, path }: DocumentView, range?: Parameters<typeof toSpan>[1]): number[] {
  const source = view.sources.get(path)!;
  const builder = new SemanticTokensBuilder();
  const tokens = semanticTokens(view, path, range === undefined ? undefined : toSpan(source, range));
  for (const { span, type, modifiers } of tokens) {
    const { line, character } = toPosition(source, span.start);
    const bits = modifiers.reduce((sum, modifier) => sum | modifierBit.get(modifier)!, 0);
    builder.push(line, character, span.end - span.start, typeIndex.get(type)!, bits);
  }
  return builder.build().data;
}

/** One edit from the first number that differs to the last one: what typing changes is in one place. */
function difference(before: readonly number[], after: readonly number[]) {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  if (start === before.length && start === after.length) return [];
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  return [{ start, deleteCount: before.length - start - end, data: after.slice(start, after.length - end) }];
}
