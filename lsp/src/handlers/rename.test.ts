import { expect, test } from "vitest";
import { FoldingRangeRequest, PrepareRenameRequest, RenameRequest } from "vscode-languageserver";
import { connect } from "../testing/connect.ts";
import { inMemory } from "../testing/in-memory.ts";

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

test("what is typed in another file while a second set is being read is in the rename", async () => {
  const set = { ...files, "macro-engine.yaml": "policies: [.]\n" };
  const disk = inMemory(
    new Map([
      ...Object.entries(set).map(([name, text]) => [`file:///work/set/one/${name}`, text.replace("|", "")] as const),
      ["file:///work/set/two/macro-engine.yaml", "policies: [.]\n"],
      ["file:///work/set/two/slow.macropolicy", "let a = 1s\n"],
    ]),
  );
  let goOn = () => {};
  const mayGoOn = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const read = async (uri: string) => {
    if (uri.endsWith("slow.macropolicy")) await mayGoOn;
    return disk.read(uri);
  };
  const client = await connect(
    { "one/a.macropolicy": files["a.macropolicy"], "one/b.macropolicy": files["b.macropolicy"] },
    {
      capabilities: { workspace: { workspaceEdit: { documentChanges: true } } },
      host: { files: { read, list: (uri) => disk.list(uri) } },
    },
  );
  await client.open("one/b.macropolicy");
  const asked = client.connection.sendRequest(RenameRequest.type, { ...client.at(), newName: "most" });
  // What is answered meanwhile was asked later.
  const meanwhile = () =>
    client.connection.sendRequest(FoldingRangeRequest.type, { textDocument: client.at().textDocument });
  await meanwhile();
  await client.change("one/b.macropolicy", `# moved\n${files["b.macropolicy"]}`);
  await meanwhile();
  goOn();
  const edit = await asked;
  expect(edit?.documentChanges?.[1]).toEqual({
    textDocument: { uri: client.uri("one/b.macropolicy"), version: 2 },
    edits: [{ range: { start: { line: 2, character: 32 }, end: { line: 2, character: 37 } }, newText: "most" }],
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
