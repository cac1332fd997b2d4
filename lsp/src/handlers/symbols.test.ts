import { expect, test } from "vitest";
import {
  DocumentSymbolRequest,
  SymbolKind,
  WorkspaceSymbolRequest,
  WorkspaceSymbolResolveRequest,
} from "vscode-languageserver";
import { connect } from "../testing/connect.ts";

const files = {
  "a.macropolicy": "let CALM = 3%\n",
  "b.macropolicy": "profile p {\n  rule calm: warn when cpu.usage > CALM\n}\n",
};

test("document symbols are a tree, or flat for a client that knows no trees", async () => {
  const capabilities = { textDocument: { documentSymbol: { hierarchicalDocumentSymbolSupport: true } } };
  const client = await connect(files, { capabilities });
  const textDocument = { uri: client.uri("b.macropolicy") };
  const range = { start: { line: 0, character: 0 }, end: { line: 2, character: 1 } };
  expect(await client.connection.sendRequest(DocumentSymbolRequest.type, { textDocument })).toMatchObject([
    { name: "p", kind: SymbolKind.Class, range, children: [{ name: "calm", kind: SymbolKind.Method, children: [] }] },
  ]);
  await client.close();
  const old = await connect(files);
  const flat = await old.connection.sendRequest(DocumentSymbolRequest.type, { textDocument });
  expect(flat).toMatchObject([
    { name: "p", location: { uri: textDocument.uri, range } },
    { name: "calm", containerName: "p" },
  ]);
  await old.close();
});

test("workspace symbols say where they are", async () => {
  const client = await connect(files);
  const found = await client.connection.sendRequest(WorkspaceSymbolRequest.type, { query: "calm" });
  const onLine = (line: number, from: number, to: number) => ({
    start: { line, character: from },
    end: { line, character: to },
  });
  expect(found).toEqual([
    { name: "CALM", kind: SymbolKind.Constant, location: { uri: client.uri("a.macropolicy"), range: onLine(0, 4, 8) } },
    {
      name: "calm",
      kind: SymbolKind.Method,
      containerName: "p",
      location: { uri: client.uri("b.macropolicy"), range: onLine(1, 7, 11) },
    },
  ]);
  await client.close();
});

test("or later, to a client that asks for it, by the text as it is then", async () => {
  const capabilities = { workspace: { symbol: { resolveSupport: { properties: ["location.range"] } } } };
  const client = await connect(files, { capabilities });
  const [, found] = (await client.connection.sendRequest(WorkspaceSymbolRequest.type, { query: "calm" }))!;
  expect(found!.location).toEqual({ uri: client.uri("b.macropolicy") });
  await client.open("b.macropolicy", `\n${files["b.macropolicy"]}`);
  const whole = await client.connection.sendRequest(WorkspaceSymbolResolveRequest.type, found!);
  expect(whole.location).toEqual({
    uri: client.uri("b.macropolicy"),
    range: { start: { line: 2, character: 7 }, end: { line: 2, character: 11 } },
  });
  await client.close();
});
