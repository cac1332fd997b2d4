import { describe, expect, test, vi } from "vitest";
import {
  CancellationTokenSource,
  type ClientCapabilities,
  type CodeAction,
  CodeActionRequest,
  CodeActionResolveRequest,
  HoverRequest,
  LSPErrorCodes,
  ShowMessageNotification,
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

/** What the server shows its user. */
function shownBy(client: TestClient): Promise<string> {
  return new Promise((resolve) => {
    client.connection.onNotification(ShowMessageNotification.type, ({ message }) => resolve(message));
  });
}

test("what is gone when it is chosen says so", async () => {
  const client = await connect({ "a.macropolicy": text }, { capabilities: lazy });
  const shown = shownBy(client);
  await client.open("a.macropolicy");
  const [action] = await actionsOf(client, ["quickfix"]);
  await client.change("a.macropolicy", "");
  const resolved = await client.connection.sendRequest(CodeActionResolveRequest.type, action!);
  expect(resolved.edit).toBeUndefined();
  expect(await shown).toBe("The text has changed since; nothing was done.");
  await client.close();
});

test("a test is generated when it is chosen; where there is none, it is said why", async () => {
  const rule = (condition: string) => `profile p {\n  rule r|: warn when ${condition}\n}\n`;
  const client = await connect({ "a.macropolicy": rule("fps < 20") }, { capabilities: lazy });
  const [action] = await actionsOf(client, ["refactor.generateTest"]);
  const { edit } = await client.connection.sendRequest(CodeActionResolveRequest.type, action!);
  expect(JSON.stringify(edit)).toContain("given fps = 19fps");
  await client.close();

  const other = await connect({ "a.macropolicy": rule("fps < 20 and fps > 30") }, { capabilities: lazy });
  const shown = shownBy(other);
  const [hopeless] = await actionsOf(other, ["refactor.generateTest"]);
  await other.connection.sendRequest(CodeActionResolveRequest.type, hopeless!);
  expect(await shown).toBe("R: nothing makes the condition of `r` true.");
  await other.close();
});

test("what has become a repair by what lint has found meanwhile is done all the same", async () => {
  const client = await connect(
    { "a.macropolicy": "profile p {\n  rule r|: warn when fps < 20\n}\n" },
    { capabilities: lazy },
  );
  await client.open("a.macropolicy");
  const find = () => actionsOf(client, ["quickfix"]);
  await vi.waitUntil(async () => (await find()).some(({ title }) => title.startsWith("Generate")), { timeout: 20_000 });
  const [repair] = (await find()).filter(({ title }) => title.startsWith("Generate"));
  const before = {
    ...repair!,
    kind: "refactor.generateTest",
    data: { ...repair!.data, kind: "refactor.generateTest" },
  };
  const { edit } = await client.connection.sendRequest(CodeActionResolveRequest.type, before);
  expect(JSON.stringify(edit)).toContain("given fps = 19fps");
  await client.close();
});

test("others are answered while every rule of a profile gets its tests, until nobody waits for them", async () => {
  const rules = Array.from({ length: 100 }, (_, at) => `  rule r${at}: warn when cpu.usage > ${at / 2}%\n`);
  const client = await connect({ "a.macropolicy": `profile p| {\n${rules.join("")}}\n` }, { capabilities: lazy });
  const [action] = await actionsOf(client, ["refactor.generateTest"]);
  expect(action!.title).toBe("Generate tests for every rule of `p`");
  const cancellation = new CancellationTokenSource();
  const ended: string[] = [];
  const generated = client.connection
    .sendRequest(CodeActionResolveRequest.type, action!, cancellation.token)
    .catch(({ code }) => ended.push(`tests: ${code === LSPErrorCodes.RequestCancelled ? "cancelled" : code}`));
  await client.connection.sendRequest(HoverRequest.type, client.at());
  ended.push("hover");
  cancellation.cancel();
  await generated;
  expect(ended).toEqual(["hover", "tests: cancelled"]);
  await client.close();
});

test("of a selection with thousands of problems the first are in the menu, and with them what mends all of a kind", async () => {
  const rules = Array.from({ length: 2000 }, (_, at) => `  rule r${at}: warn when cpu.usage > 8${at % 10}\n`);
  const client = await connect({ "a.macropolicy": `profile p| {\n${rules.join("")}}\n` });
  const { textDocument } = client.at();
  const range = { start: { line: 0, character: 0 }, end: { line: 2002, character: 0 } };
  const context = { diagnostics: [], only: ["quickfix"] };
  const actions = await client.connection.sendRequest(CodeActionRequest.type, { textDocument, range, context });
  expect(actions!.length).toBeLessThan(500);
  expect(actions!.map(({ title }) => title)).toContain("Fix all `missing-unit` of the policy set");
  await client.close();
});

describe("what cannot be done", () => {
  const broken = "profile p {\n  rule r|: warn when fps < \n}\n";
  const disabledSupport = { textDocument: { codeAction: { disabledSupport: true } } };

  test("is shown with its reason to a client that shows such things", async () => {
    const client = await connect({ "a.macropolicy": broken }, { capabilities: disabledSupport });
    const [action] = await actionsOf(client, ["refactor.generateTest"]);
    expect(action!.disabled).toEqual({ reason: "the policy set has errors; mend them first" });
    await client.close();
  });

  test("is not offered to others", async () => {
    const client = await connect({ "a.macropolicy": broken });
    expect(await actionsOf(client, ["refactor.generateTest"])).toEqual([]);
    await client.close();
  });
});

test("what the author is to write is a stop of a snippet, and a configuration is made where there is none", async () => {
  const client = await connect({ "a.macropolicy": "let a| = 5s\n" }, { capabilities: lazy });
  await client.open("a.macropolicy");
  const find = async () => (await actionsOf(client, ["quickfix"])).filter(({ title }) => title.includes("unused-let"));
  await vi.waitUntil(async () => (await find()).length > 0, { timeout: 20_000 });
  const edits = await Promise.all(
    (await find()).map(async (action) => {
      const { edit } = await client.connection.sendRequest(CodeActionResolveRequest.type, action);
      return [action.title, edit!.documentChanges];
    }),
  );
  const start = { line: 0, character: 0 };
  const range = { start, end: start };
  expect(Object.fromEntries(edits)).toMatchObject({
    "Ignore `unused-let` in this statement": [
      {
        edits: [
          {
            range,
            snippet: { kind: "snippet", value: expect.stringMatching(/^# lint-ignore unused-let \$\{1:say why\}\n/) },
          },
        ],
      },
    ],
    "Turn `unused-let` off, in macro-engine.yaml": [
      { kind: "create", uri: client.uri("macro-engine.yaml") },
      { edits: [{ range, newText: "lint:\n  levels:\n    unused-let: off\n" }] },
    ],
  });
  await client.close();
});
