import { expect, test } from "vitest";
import { type CodeLens, CodeLensRequest, CodeLensResolveRequest } from "vscode-languageserver";
import { runTestMethod } from "../editor-protocol.ts";
import { connect, type TestClient } from "../testing/connect.ts";

const files = {
  "a.macropolicy":
    'let HOT = 80%\nprofile p { rule r: warn when cpu.usage > HOT }\ntest "t" { profile p expect no warn }',
};

async function resolved(client: TestClient): Promise<readonly CodeLens[]> {
  const textDocument = { uri: client.uri("a.macropolicy") };
  const lenses = (await client.connection.sendRequest(CodeLensRequest.type, { textDocument }))!;
  return Promise.all(lenses.map((lens) => client.connection.sendRequest(CodeLensResolveRequest.type, lens)));
}

test("lenses call the commands that the client has, with plain data", async () => {
  const client = await connect(files, {
    initializationOptions: { commands: ["macropolicy.runTest", "macropolicy.showReferences"] },
  });
  const uri = client.uri("a.macropolicy");
  const lenses = await resolved(client);
  expect(lenses[0]).toMatchObject({
    range: { start: { line: 0, character: 4 }, end: { line: 0, character: 7 } },
    command: {
      title: "1 reference",
      command: "macropolicy.showReferences",
      arguments: [
        uri,
        { line: 0, character: 4 },
        [{ uri, range: { start: { line: 1, character: 42 }, end: { line: 1, character: 45 } } }],
      ],
    },
  });
  expect(lenses.at(-1)!.command).toEqual({
    title: "Run test",
    command: "macropolicy.runTest",
    arguments: [uri, "t", "test t"],
  });
  await client.close();
});

test("other clients are told the same, without anything to call", async () => {
  const client = await connect(files);
  const commands = (await resolved(client)).map(({ command }) => command);
  expect(commands).toEqual([
    { title: "1 reference", command: "" },
    { title: "1 reference", command: "" },
    { title: "not tested", command: "" },
    { title: "Run test", command: "" },
  ]);
  await client.close();
});

test("why tests are not counted is told beside", async () => {
  const client = await connect({ "a.macropolicy": `${files["a.macropolicy"]}\nlet b = nothing\n` });
  const commands = (await resolved(client)).map(({ command }) => command);
  const tooltip = "Tests of a set with errors cannot be counted";
  expect(commands).toContainEqual({ title: "tests not counted", tooltip, command: "" });
  await client.close();
});

test("a test tells how it ended when it last ran, until something changes", async () => {
  const client = await connect(files);
  const uri = client.uri("a.macropolicy");
  await client.open("a.macropolicy");
  const title = async () => (await resolved(client)).at(-1)!.command!.title;
  await client.connection.sendRequest(runTestMethod, { uri, id: "test t" });
  expect(await title()).toBe("Run test (passed)");
  await client.change("a.macropolicy", files["a.macropolicy"].replace("expect no warn", "expect warn"));
  expect(await title()).toBe("Run test");
  await client.connection.sendRequest(runTestMethod, { uri, id: "test t" });
  expect(await title()).toBe("Run test (failed)");
  await client.close();
});
