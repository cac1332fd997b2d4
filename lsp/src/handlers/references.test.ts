import { expect, test } from "vitest";
import {
  DocumentHighlightKind,
  DocumentHighlightRequest,
  ImplementationRequest,
  ReferencesRequest,
  RenameRequest,
  WorkspaceSymbolRequest,
} from "vscode-languageserver";
import { connect } from "../testing/connect.ts";

test("references and highlights of a let", async () => {
  const client = await connect({
    "a.macropolicy": "let LIMIT| = 80%",
    "b.macropolicy": "profile p { rule r: warn when cpu.usage > LIMIT }",
  });
  const context = { includeDeclaration: true };
  const found = await client.connection.sendRequest(ReferencesRequest.type, { ...client.at(), context });
  expect(found?.map(({ uri }) => uri)).toEqual([client.uri("a.macropolicy"), client.uri("b.macropolicy")]);
  expect(await client.connection.sendRequest(DocumentHighlightRequest.type, client.at())).toEqual([
    { range: { start: { line: 0, character: 4 }, end: { line: 0, character: 9 } }, kind: DocumentHighlightKind.Write },
  ]);
  await client.close();
});

test("of a folder of policies that two configurations share, references are those of both", async () => {
  const client = await connect({
    "a/macro-engine.yaml": "policies: [., ../shared]\n",
    "a/a.macropolicy": "profile a extends base {}",
    "b/macro-engine.yaml": "policies: [., ../shared]\n",
    "b/b.macropolicy": "profile b extends base {}",
    "shared/s.macropolicy": "template base| {}",
  });
  const context = { includeDeclaration: true };
  const found = await client.connection.sendRequest(ReferencesRequest.type, { ...client.at(), context });
  const paths = ["shared/s.macropolicy", "a/a.macropolicy", "b/b.macropolicy"];
  expect(found?.map(({ uri }) => uri).sort()).toEqual(paths.map((path) => client.uri(path)).sort());
  const edit = await client.connection.sendRequest(RenameRequest.type, { ...client.at(), newName: "careful" });
  expect(
    Object.entries(edit?.changes ?? {})
      .map(([uri, edits]) => [uri, edits.length])
      .sort(),
  ).toEqual(paths.map((path) => [client.uri(path), 1]).sort());
  const below = await client.connection.sendRequest(ImplementationRequest.type, client.at());
  expect(below).toHaveLength(2);
  const symbols = await client.connection.sendRequest(WorkspaceSymbolRequest.type, { query: "base" });
  expect(symbols).toHaveLength(1);
  await client.close();
});
