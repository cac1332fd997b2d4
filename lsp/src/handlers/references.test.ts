import { expect, test } from "vitest";
import { DocumentHighlightKind, DocumentHighlightRequest, ReferencesRequest } from "vscode-languageserver";
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
