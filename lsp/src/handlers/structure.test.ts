import { expect, test } from "vitest";
import {
  DocumentLinkRequest,
  FoldingRangeRequest,
  LinkedEditingRangeRequest,
  SelectionRangeRequest,
  WillRenameFilesRequest,
} from "vscode-languageserver";
import { connect } from "../testing/connect.ts";

const files = {
  "a.macropolicy":
    '# lint-ignore naming as it was\nlet LIMIT| = 3fps\nprofile p {\n  rule r: warn when fps < LIMIT\n}\ntest "x" { profile p trace "../a.csv" expect no warn }\n',
};
const line = (at: number, from: number, to: number) => ({
  start: { line: at, character: from },
  end: { line: at, character: to },
});

test("folds by lines keep the closing brace; others say where they begin and end", async () => {
  const byLine = await connect(files, { capabilities: { textDocument: { foldingRange: { lineFoldingOnly: true } } } });
  const textDocument = { uri: byLine.uri("a.macropolicy") };
  expect(await byLine.connection.sendRequest(FoldingRangeRequest.type, { textDocument })).toEqual([
    { startLine: 2, endLine: 3 },
  ]);
  await byLine.close();
  const other = await connect(files);
  expect(await other.connection.sendRequest(FoldingRangeRequest.type, { textDocument })).toEqual([
    { startLine: 2, startCharacter: 11, endLine: 4, endCharacter: 0 },
  ]);
  await other.close();
});

test("a selection range for every position, past the end too", async () => {
  const client = await connect({ ...files, "macro-engine.yaml": "policies: .\n" });
  const ask = (path: string) =>
    client.connection.sendRequest(SelectionRangeRequest.type, {
      textDocument: { uri: client.uri(path) },
      positions: [
        { line: 1, character: 5 },
        { line: 99, character: 9 },
      ],
    });
  const [first, last] = (await ask("a.macropolicy"))!;
  expect(first).toMatchObject({ range: line(1, 4, 9), parent: { range: line(1, 0, 16) } });
  expect(last!.range.end).toEqual({ line: 6, character: 0 });
  expect(await ask("macro-engine.yaml")).toHaveLength(2);
  await client.close();
});

test("linked editing of a name that only this file has", async () => {
  const client = await connect(files);
  expect(await client.connection.sendRequest(LinkedEditingRangeRequest.type, client.at())).toEqual({
    ranges: [line(1, 4, 9), line(3, 26, 31)],
    wordPattern: "[A-Za-z_][A-Za-z0-9_]*",
  });
  await client.close();
});

test("document links", async () => {
  const client = await connect(files, { host: { codePageUri: (code) => `file:///pages/${code}.md` } });
  const textDocument = { uri: client.uri("a.macropolicy") };
  expect(await client.connection.sendRequest(DocumentLinkRequest.type, { textDocument })).toEqual([
    { range: line(0, 14, 20), target: "file:///pages/naming.md" },
    { range: line(5, 28, 36), target: "file:///work/a.csv" },
  ]);
  await client.close();
});

test("the configuration follows a folder that is renamed", async () => {
  const client = await connect({ "macro-engine.yaml": "policies: ./rules\n", "rules/a.macropolicy": "profile p {}" });
  expect(client.initialized.capabilities.workspace?.fileOperations?.willRename).toBeDefined();
  const moved = { oldUri: client.uri("rules"), newUri: client.uri("policies") };
  const edit = await client.connection.sendRequest(WillRenameFilesRequest.type, { files: [moved] });
  expect(edit).toEqual({
    changes: { [client.uri("macro-engine.yaml")]: [{ range: line(0, 10, 17), newText: "./policies" }] },
  });
  await client.close();
});
