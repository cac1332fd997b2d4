import { describe, expect, test } from "vitest";
import { TextDocument } from "vscode-languageserver-textdocument";
import { buffers } from "./buffers.ts";

const at = (line: number, character: number) => ({ line, character });

describe("an edit of a buffer", () => {
  test("whose range is below the text is one at its end, and lines are counted right after it", () => {
    const document = buffers.create("file:///a", "macropolicy", 1, "one\ntwo");
    buffers.update(document, [{ range: { start: at(9, 9), end: at(10, 0) }, text: "!\nthree" }], 2);
    buffers.update(document, [{ range: { start: at(2, 0), end: at(2, 5) }, text: "3" }], 3);
    expect(document.getText()).toBe("one\ntwo!\n3");
    expect(document.positionAt(10)).toEqual(at(2, 1));
  });

  test("of several changes takes each for the text that the one before has made", () => {
    const document = buffers.create("file:///a", "macropolicy", 1, "one");
    const changes = [{ text: "1\n2" }, { range: { start: at(1, 0), end: at(1, 1) }, text: "two" }];
    expect(buffers.update(document, changes, 2).getText()).toBe("1\ntwo");
  });

  test("the library alone would lose count", () => {
    const document = TextDocument.create("file:///a", "macropolicy", 1, "one\ntwo");
    TextDocument.update(document, [{ range: { start: at(9, 9), end: at(10, 0) }, text: "!\nthree" }], 2);
    expect(document.positionAt(document.getText().length)).not.toEqual(at(2, 5));
  });
});
