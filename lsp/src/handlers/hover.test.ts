import { expect, test } from "vitest";
import { HoverRequest } from "vscode-languageserver";
import { connect } from "../testing/connect.ts";

test("a name says what it stands for", async () => {
  const client = await connect({
    "a.macropolicy": "let LIMIT = 80%\nprofile p { rule r: warn when cpu.usage > LIM|IT }",
  });
  const hover = await client.connection.sendRequest(HoverRequest.type, client.at());
  expect(hover?.contents).toEqual({ kind: "markdown", value: "let `LIMIT`" });
  await client.close();
});
