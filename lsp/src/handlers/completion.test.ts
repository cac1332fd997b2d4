import { expect, test } from "vitest";
import {
  type CompletionItem,
  CompletionItemKind,
  type CompletionList,
  CompletionRequest,
  CompletionResolveRequest,
  CompletionTriggerKind,
  InsertTextFormat,
} from "vscode-languageserver";
import { type ConnectOptions, connect } from "../testing/connect.ts";

const policy = `template calm { param hold = 5s }
profile heal extends calm { rule r: cancel when cpu.us|age > 5% for 3s }
`;

async function completed(text: string, completionItem: object, options: ConnectOptions = {}) {
  const client = await connect(
    { "a.macropolicy": text },
    { ...options, capabilities: { textDocument: { completion: { completionItem } } } },
  );
  const list = (await client.connection.sendRequest(CompletionRequest.type, client.at())) as CompletionList | null;
  const resolve = (item: CompletionItem) => client.connection.sendRequest(CompletionResolveRequest.type, item);
  return { client, list, resolve, named: (label: string) => list?.items.find((each) => each.label === label) };
}

test("an item replaces the whole word, or only what stands before the cursor", async () => {
  const line = (start: number, end: number) => ({
    start: { line: 1, character: start },
    end: { line: 1, character: end },
  });
  const plain = await completed(policy, {});
  expect(plain.named("cpu.usage")).toMatchObject({
    kind: CompletionItemKind.Variable,
    detail: expect.stringContaining("percent"),
    textEdit: { newText: "cpu.usage", range: line(48, 57) },
  });
  await plain.client.close();
  const able = await completed(policy, { insertReplaceSupport: true, labelDetailsSupport: true });
  expect(able.named("cpu.usage")).toMatchObject({
    labelDetails: { description: expect.stringContaining("percent") },
    textEdit: { newText: "cpu.usage", insert: line(48, 54), replace: line(48, 57) },
  });
  await able.client.close();
});

test("a client without snippets gets text", async () => {
  const plain = await completed("|", {});
  expect(plain.named("profile")).toMatchObject({
    kind: CompletionItemKind.Keyword,
    insertTextFormat: InsertTextFormat.PlainText,
    textEdit: { newText: "profile" },
  });
  await plain.client.close();
  const able = await completed("|", { snippetSupport: true });
  expect(able.named("profile")).toMatchObject({
    kind: CompletionItemKind.Snippet,
    insertTextFormat: InsertTextFormat.Snippet,
    textEdit: { newText: expect.stringMatching(/^profile \$\{1:name\}/) },
  });
  await able.client.close();
});

test("the best is sorted first, and described once it is looked at", async () => {
  const { client, list, resolve, named } = await completed(
    "template t { param A = 5s\nrule r: warn when latency > |",
    {},
  );
  expect([...list!.items].sort((a, b) => a.sortText!.localeCompare(b.sortText!))[0]!.label).toBe("A");
  expect(named("A")).not.toHaveProperty("documentation");
  expect(await resolve(named("A")!)).toMatchObject({
    documentation: { kind: "markdown", value: expect.stringContaining("param A = 5s") },
  });
  await client.close();
});

test("a lint code brings its page, as plain text where the client wants that", async () => {
  const { client, resolve, named } = await completed(
    "# lint-ignore |",
    { documentationFormat: ["plaintext"] },
    { host: { codePage: async (code) => `The **page** of ${code}.` } },
  );
  expect(await resolve(named("unused-let")!)).toMatchObject({
    documentation: { kind: "plaintext", value: expect.stringContaining("The page of unused-let.") },
  });
  await client.close();
});

test("a blank that is typed asks only where something is wanted", async () => {
  const client = await connect({ "a.macropolicy": "profile p { rule r: warn when |cpu.usage |" });
  const context = { triggerKind: CompletionTriggerKind.TriggerCharacter, triggerCharacter: " " };
  const [wanted, unwanted] = await Promise.all(
    client.cursors.map((cursor) =>
      client.connection.sendRequest(CompletionRequest.type, { ...client.at(cursor), context }),
    ),
  );
  expect((wanted as CompletionList).items.length).toBeGreaterThan(10);
  expect(unwanted).toBeNull();
  await client.close();
});

test("recordings are offered by the path from the policy, folder by folder", async () => {
  const client = await connect({
    "policies/a.macropolicy":
      'test "t" {\n  profile p\n  trace "../traces/|ni"\n  expect no warn\n}\ntest "u" { trace "|" }',
    "traces/night.csv": "time,fps\n",
    "traces/notes.txt": "",
    "traces/old/day.csv": "time,fps\n",
  });
  const context = { triggerKind: CompletionTriggerKind.TriggerCharacter, triggerCharacter: "/" };
  const [within, beside] = await Promise.all(
    client.cursors.map(async (cursor) => {
      const params = { ...client.at(cursor), context };
      return (await client.connection.sendRequest(CompletionRequest.type, params)) as CompletionList;
    }),
  );
  const replaced = { start: { line: 2, character: 19 }, end: { line: 2, character: 21 } };
  expect(within!.items).toMatchObject([
    { label: "night.csv", kind: CompletionItemKind.File, textEdit: { newText: "night.csv", range: replaced } },
    { label: "old/", kind: CompletionItemKind.Folder },
  ]);
  expect(beside!.items.map(({ label }) => label)).toEqual(["../"]);
  await client.close();
});

test("a stroke that divides asks for nothing", async () => {
  const client = await connect({ "a.macropolicy": "profile p { rule r: warn when fps /|" });
  const context = { triggerKind: CompletionTriggerKind.TriggerCharacter, triggerCharacter: "/" };
  expect(await client.connection.sendRequest(CompletionRequest.type, { ...client.at(), context })).toBeNull();
  await client.close();
});
