import { expect, test } from "vitest";
import { DeclarationRequest, DefinitionRequest, ImplementationRequest } from "vscode-languageserver";
import { connect } from "../testing/connect.ts";

const files = {
  "a.macropolicy": "template t { param m = 80% }",
  "b.macropolicy": "profile p extends t {\r\n  set m = 3%\r\n  rule r: warn when cpu.usage > m|\r\n}",
};

test("definition, declaration and implementation go across files", async () => {
  const client = await connect(files);
  const at = client.at();
  const onLine = (path: string, line: number, start: number) => [
    { uri: client.uri(path), range: { start: { line, character: start }, end: { line, character: start + 1 } } },
  ];
  expect(await client.connection.sendRequest(DefinitionRequest.type, at)).toEqual(onLine("b.macropolicy", 1, 6));
  expect(await client.connection.sendRequest(DeclarationRequest.type, at)).toEqual(onLine("a.macropolicy", 0, 19));
  expect(await client.connection.sendRequest(ImplementationRequest.type, at)).toEqual(onLine("b.macropolicy", 1, 6));
  await client.close();
});

test("a client that takes links is told what belongs to the target", async () => {
  const client = await connect(files, { capabilities: { textDocument: { definition: { linkSupport: true } } } });
  expect(await client.connection.sendRequest(DefinitionRequest.type, client.at())).toEqual([
    {
      originSelectionRange: { start: { line: 2, character: 32 }, end: { line: 2, character: 33 } },
      targetUri: client.uri("b.macropolicy"),
      targetRange: { start: { line: 1, character: 2 }, end: { line: 1, character: 12 } },
      targetSelectionRange: { start: { line: 1, character: 6 }, end: { line: 1, character: 7 } },
    },
  ]);
  await client.close();
});
