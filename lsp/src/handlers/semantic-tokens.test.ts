import { expect, test } from "vitest";
import { SemanticTokensDeltaRequest, SemanticTokensRangeRequest, SemanticTokensRequest } from "vscode-languageserver";
import { connect } from "../testing/connect.ts";

const text = "let a = 80%\nlet b = 1s\nlet c = 2s\n";

test("full, a difference that comes to the same, and a range", async () => {
  const client = await connect({ "a.macropolicy": text });
  await client.open("a.macropolicy");
  const textDocument = { uri: client.uri("a.macropolicy") };
  const full = (await client.connection.sendRequest(SemanticTokensRequest.type, { textDocument }))!;
  expect(full.data).toHaveLength(3 * 4 * 5);

  await client.change("a.macropolicy", text.replace("let b", "# note\nlet bb"));
  const previousResultId = full.resultId!;
  const delta = await client.connection.sendRequest(SemanticTokensDeltaRequest.type, {
    textDocument,
    previousResultId,
  });
  const { edits } = delta as { edits: { start: number; deleteCount: number; data: number[] }[] };
  const patched = [...full.data];
  for (const { start, deleteCount, data } of edits) patched.splice(start, deleteCount, ...data);
  const again = (await client.connection.sendRequest(SemanticTokensRequest.type, { textDocument }))!;
  expect(patched).toEqual(again.data);
  expect(edits[0]!.deleteCount + edits[0]!.data!.length).toBeLessThan(full.data.length);

  const unknown = { textDocument, previousResultId: "of another life" };
  expect(await client.connection.sendRequest(SemanticTokensDeltaRequest.type, unknown)).toMatchObject({
    data: again.data,
  });

  const range = { start: { line: 3, character: 0 }, end: { line: 4, character: 0 } };
  const part = (await client.connection.sendRequest(SemanticTokensRangeRequest.type, { textDocument, range }))!;
  expect(part.data.slice(0, 5)).toEqual([3, 0, 3, again.data[3], 0]);
  expect(part.data).toHaveLength(4 * 5);
  await client.close();
});
