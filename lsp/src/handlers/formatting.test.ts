import { expect, test } from "vitest";
import {
  DocumentFormattingRequest,
  DocumentOnTypeFormattingRequest,
  DocumentRangeFormattingRequest,
  DocumentRangesFormattingRequest,
} from "vscode-languageserver";
import { connect } from "../testing/connect.ts";

const options = { tabSize: 4, insertSpaces: true };

test("a client gets the edits of a document, of ranges and of what is typed", async () => {
  const client = await connect({ "a.macropolicy": "let a=1s\nlet b=2s\nprofile p{\nlevel safe\n}|\n" });
  const { textDocument, position } = client.at();
  const line = (line: number) => ({ start: { line, character: 0 }, end: { line, character: 3 } });
  const edits = (range: object, newText: string) => ({ range, newText });
  const at = (line: number, start: number, end: number) => ({
    start: { line, character: start },
    end: { line, character: end },
  });
  const ofA = [edits(at(0, 5, 5), " "), edits(at(0, 6, 6), " ")];
  const ofB = [edits(at(1, 5, 5), " "), edits(at(1, 6, 6), " ")];
  const between = edits({ start: { line: 1, character: 8 }, end: { line: 2, character: 0 } }, "\n\n");
  const ofP = [
    edits(at(2, 9, 9), " "),
    edits({ start: { line: 2, character: 10 }, end: { line: 3, character: 0 } }, "\n  "),
  ];
  expect(await client.connection.sendRequest(DocumentFormattingRequest.type, { textDocument, options })).toEqual([
    ...ofA,
    ...ofB,
    between,
    ...ofP,
  ]);
  expect(
    await client.connection.sendRequest(DocumentRangeFormattingRequest.type, { textDocument, range: line(0), options }),
  ).toEqual(ofA);
  expect(
    await client.connection.sendRequest(DocumentRangesFormattingRequest.type, {
      textDocument,
      ranges: [line(3), line(0)],
      options,
    }),
  ).toEqual([...ofA, ofP[1]]);
  expect(
    await client.connection.sendRequest(DocumentOnTypeFormattingRequest.type, {
      textDocument,
      position,
      ch: "}",
      options,
    }),
  ).toEqual(expect.arrayContaining(ofP));
  await client.close();
});
