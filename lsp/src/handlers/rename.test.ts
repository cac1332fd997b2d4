import { expect, test } from "vitest";
import { PrepareRenameRequest, RenameRequest } from "vscode-languageserver";
import { connect } from "../testing/connect.ts";

const files = {
  "a.macropolicy": "template t { param limit| = 80% }",
  "b.macropolicy": "profile p extends t {\n  rule r: warn when cpu.usage > limit\n}",
};
const there = { start: { line: 1, character: 32 }, end: { line: 1, character: 37 } };
const here = { start: { line: 0, character: 19 }, end: { line: 0, character: 24 } };

test("a rename across files carries the versions of open buffers", async () => {
  const capabilities = {
    workspace: { workspaceEdit: { documentChanges: true } },
    textDocument: { rename: { prepareSupport: true } },
  };
  const client = await connect(files, { capabilities });
  expect(client.initialized.capabilities.renameProvider).toEqual({ prepareProvider: true });
  await client.open("b.macropolicy");
  await client.change("b.macropolicy", `${files["b.macropolicy"]}\n`);
  const start = await client.connection.sendRequest(PrepareRenameRequest.type, client.at());
  expect(start).toEqual({ range: here, placeholder: "limit" });
  const edit = await client.connection.sendRequest(RenameRequest.type, { ...client.at(), newName: "most" });
  expect(edit).toEqual({
    documentChanges: [
      {
        textDocument: { uri: client.uri("a.macropolicy"), version: null },
        edits: [{ range: here, newText: "most" }],
      },
      { textDocument: { uri: client.uri("b.macropolicy"), version: 2 }, edits: [{ range: there, newText: "most" }] },
    ],
  });
  await client.close();
});

test("a client that knows no versions gets plain changes", async () => {
  const client = await connect(files);
  expect(client.initialized.capabilities.renameProvider).toBe(true);
  const edit = await client.connection.sendRequest(RenameRequest.type, { ...client.at(), newName: "most" });
  expect(Object.keys(edit?.changes ?? {})).toEqual([client.uri("a.macropolicy"), client.uri("b.macropolicy")]);
  await client.close();
});

test("a refusal says why", async () => {
  const client = await connect(files);
  const asked = client.connection.sendRequest(RenameRequest.type, { ...client.at(), newName: "fps" });
  await expect(asked).rejects.toThrow("`fps` is a built-in metric");
  await client.close();
});
