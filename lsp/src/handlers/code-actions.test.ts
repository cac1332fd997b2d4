import { describe, expect, test } from "vitest";
import {
  type ClientCapabilities,
  type CodeAction,
  CodeActionRequest,
  CodeActionResolveRequest,
} from "vscode-languageserver";
import { connect, type TestClient } from "../testing/connect.ts";

const text = "profile p {\n  rule r: cancel when cpu.usage > 8|0\n}\n";
const lazy: ClientCapabilities = {
  textDocument: { codeAction: { resolveSupport: { properties: ["edit"] } } },
  workspace: { workspaceEdit: { documentChanges: true, snippetEditSupport: true } },
};
const textEdit = {
  range: { start: { line: 1, character: 34 }, end: { line: 1, character: 36 } },
  newText: "80%",
};

async function actionsOf(client: TestClient, only?: string[], diagnostics: never[] = []): Promise<CodeAction[]> {
  const { textDocument, position } = client.at();
  const found = await client.connection.sendRequest(CodeActionRequest.type, {
    textDocument,
    range: { start: position, end: position },
    context: { diagnostics, ...(only === undefined ? {} : { only }) },
  });
  return found as CodeAction[];
}

test("a client that does not ask later gets the edits at once", async () => {
  const client = await connect({ "a.macropolicy": text });
  const [action] = await actionsOf(client, ["quickfix"]);
  expect(action).toEqual({
    title: "Write `80%`",
    kind: "quickfix",
    isPreferred: true,
    edit: { changes: { [client.uri("a.macropolicy")]: [textEdit] } },
  });
  await client.close();
});

test("one that asks later gets them when an action is chosen", async () => {
  const client = await connect({ "a.macropolicy": text }, { capabilities: lazy });
  const [action] = await actionsOf(client, ["quickfix"]);
  expect(action!.edit).toBeUndefined();
  const resolved = await client.connection.sendRequest(CodeActionResolveRequest.type, action!);
  expect(resolved.edit).toEqual({
    documentChanges: [{ textDocument: { uri: client.uri("a.macropolicy"), version: null }, edits: [textEdit] }],
  });
  await client.close();
});

test("the problems that it was told of and that an action mends come with it", async () => {
  const client = await connect({ "a.macropolicy": text });
  const diagnostic = {
    range: textEdit.range,
    code: "missing-unit",
    message: "`cpu.usage` is a percentage; `80` has no unit: write `80%`",
  };
  const other = { ...diagnostic, code: "unknown-name" };
  const [action] = await actionsOf(client, ["quickfix"], [diagnostic, other] as never[]);
  expect(action!.diagnostics).toEqual([diagnostic]);
  await client.close();
});

describe("kinds", () => {
  test.each([
    [["quickfix"], ["quickfix"]],
    [["source.fixAll"], ["source.fixAll.macropolicy"]],
    [["source"], ["source.fixAll.macropolicy"]],
    [["notebook"], []],
  ])("of those asked for, %j", async (only, kinds) => {
    const client = await connect({ "a.macropolicy": text });
    const found = (await actionsOf(client, only)).map(({ kind }) => kind);
    expect([...new Set(found)]).toEqual(kinds);
    await client.close();
  });
});

test("what is gone when it is chosen says so", async () => {
  const client = await connect({ "a.macropolicy": text }, { capabilities: lazy });
  await client.open("a.macropolicy");
  const [action] = await actionsOf(client, ["quickfix"]);
  await client.change("a.macropolicy", "");
  await expect(client.connection.sendRequest(CodeActionResolveRequest.type, action!)).rejects.toThrow("has changed");
  await client.close();
});
