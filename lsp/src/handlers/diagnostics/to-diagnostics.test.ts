import { expect, test } from "vitest";
import { shownBy } from "./to-diagnostics.ts";

const shown = { relatedInformation: true, tagSupport: { valueSet: [1, 2] as (1 | 2)[] }, codeDescriptionSupport: true };
const all = { related: true, tags: true, links: true };
const none = { related: false, tags: false, links: false };

test.each([
  ["pulls, and says so of what it pulls", { diagnostic: shown }, all],
  ["pulls, and speaks 3.17, which has it of what is pushed only", { publishDiagnostics: shown, diagnostic: {} }, all],
  ["gets them pushed", { publishDiagnostics: shown }, all],
  ["pulls, and says nothing", { publishDiagnostics: {}, diagnostic: {} }, none],
])("a client that %s", (_who, textDocument, expected) => {
  expect(shownBy({ textDocument })).toEqual(expected);
});
