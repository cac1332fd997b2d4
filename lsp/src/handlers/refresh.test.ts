import { expect, test } from "vitest";
import { CodeLensRefreshRequest, InlayHintRefreshRequest, SemanticTokensRefreshRequest } from "vscode-languageserver";
import { connect } from "../testing/connect.ts";

const all = [InlayHintRefreshRequest.type, CodeLensRefreshRequest.type, SemanticTokensRefreshRequest.type];
const supported = { refreshSupport: true };

test("after edits a client that can is asked, once, to look at hints, lenses and colors again", async () => {
  const client = await connect(
    { "a.macropolicy": "let a = 1s" },
    { capabilities: { workspace: { inlayHint: supported, codeLens: supported, semanticTokens: supported } } },
  );
  const counts = new Map(all.map(({ method }) => [method, 0]));
  const asked = Promise.all(
    all.map(
      ({ method }) =>
        new Promise<void>((done) => {
          client.connection.onRequest(method, () => {
            counts.set(method, counts.get(method)! + 1);
            done();
          });
        }),
    ),
  );
  await client.open("a.macropolicy");
  for (const value of ["2s", "3s", "4s"]) await client.change("a.macropolicy", `let a = ${value}`);
  await asked;
  expect([...counts.values()].every((count) => count >= 1 && count <= 3)).toBe(true);
  await client.close();
});
