import { expect, test } from "vitest";
import { ConfigurationRequest, InlayHintRequest, InlayHintResolveRequest } from "vscode-languageserver";
import { connect } from "../testing/connect.ts";

const files = {
  "a.macropolicy": "let HOT = 80%\nprofile p { rule r: warn when cpu.usage > HOT for 1m30s }",
};
const whole = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };

test("hints are filled in when the client asks for one", async () => {
  const properties = ["tooltip", "label.location"];
  const client = await connect(files, {
    capabilities: { textDocument: { inlayHint: { resolveSupport: { properties } } } },
  });
  const textDocument = { uri: client.uri("a.macropolicy") };
  const [hint] = (await client.connection.sendRequest(InlayHintRequest.type, { textDocument, range: whole }))!;
  expect(hint).toMatchObject({ position: { line: 1, character: 45 }, label: [{ value: "= 80%" }], paddingLeft: true });
  expect(hint!.tooltip).toBeUndefined();
  const resolved = await client.connection.sendRequest(InlayHintResolveRequest.type, hint!);
  expect(resolved.label).toEqual([
    {
      value: "= 80%",
      location: { uri: textDocument.uri, range: { start: { line: 0, character: 4 }, end: { line: 0, character: 7 } } },
    },
  ]);
  expect(resolved.tooltip).toMatchObject({ value: expect.stringContaining("let HOT = 80%") });
  await client.close();
});

test("a client that cannot ask gets all at once; kinds that its user does not want are left out", async () => {
  const client = await connect(files, { capabilities: { workspace: { configuration: true } } });
  client.connection.onRequest(ConfigurationRequest.type, ({ items }) =>
    items.map(({ section }) => (section === "macropolicy" ? { inlayHints: { baseUnits: false } } : null)),
  );
  const textDocument = { uri: client.uri("a.macropolicy") };
  const hints = await client.connection.sendRequest(InlayHintRequest.type, { textDocument, range: whole });
  expect(hints).toHaveLength(1);
  expect(hints![0]!.tooltip).toMatchObject({ value: expect.stringContaining("let HOT = 80%") });
  await client.close();
});
