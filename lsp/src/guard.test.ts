import { describe, expect, test, vi } from "vitest";
import {
  CancellationTokenSource,
  CompletionRequest,
  DidChangeTextDocumentNotification,
  ErrorCodes,
  HoverRequest,
  LogMessageNotification,
  LSPErrorCodes,
} from "vscode-languageserver";
import * as hoverFeature from "./features/hover.ts";
import { connect } from "./testing/connect.ts";

const files = { "a.macropolicy": "let LIMIT = 80%\nprofile p { rule r: warn when cpu.usage > LIM|IT }" };

describe("every request is answered", () => {
  test("with an error where a handler fails, which is logged, and the server lives on", async () => {
    const client = await connect(files);
    const logged: string[] = [];
    client.connection.onNotification(LogMessageNotification.type, ({ message }) => void logged.push(message));
    const hover = vi.spyOn(hoverFeature, "hover").mockImplementation(() => {
      throw new Error("a bug");
    });
    const failing = client.connection.sendRequest(HoverRequest.type, client.at());
    await expect(failing).rejects.toMatchObject({
      code: ErrorCodes.InternalError,
      message: "onHover has failed: a bug",
    });
    hover.mockRestore();
    expect(await client.connection.sendRequest(HoverRequest.type, client.at())).not.toBeNull();
    expect(logged.join()).toContain("onHover has failed: Error: a bug\n");
    await client.close();
  });

  test("with an error where its params are none", async () => {
    const client = await connect(files);
    for (const params of [null, {}, { textDocument: null }, { textDocument: { uri: 5 }, position: "here" }]) {
      await expect(client.connection.sendRequest("textDocument/hover", params)).rejects.toThrow();
    }
    const bad = { ...client.at(), position: { line: -1, character: Number.NaN } };
    await expect(client.connection.sendRequest("textDocument/hover", bad)).rejects.toMatchObject({
      code: ErrorCodes.InvalidParams,
    });
    await client.close();
  });

  test("with an error where nobody knows the method; unknown notifications are passed over", async () => {
    const client = await connect(files);
    await client.connection.sendNotification("nobody/knows", { it: true });
    await expect(client.connection.sendRequest("nobody/knows", {})).rejects.toMatchObject({
      code: ErrorCodes.MethodNotFound,
    });
    await client.close();
  });
});

describe("what a change overtakes", () => {
  const edit = (uri: string, version: number) => ({ textDocument: { uri, version }, contentChanges: [{ text: "" }] });

  test("is not answered for another text than was asked about", async () => {
    const client = await connect(files);
    await client.open("a.macropolicy");
    const answer = client.connection.sendRequest(HoverRequest.type, client.at());
    void client.connection.sendNotification(
      DidChangeTextDocumentNotification.type,
      edit(client.uri("a.macropolicy"), 2),
    );
    await expect(answer).rejects.toMatchObject({ code: LSPErrorCodes.ContentModified });
    await client.close();
  });

  test("is completed all the same: editors hold the answer against what has been typed since", async () => {
    const client = await connect(files);
    await client.open("a.macropolicy");
    const answer = client.connection.sendRequest(CompletionRequest.type, client.at());
    void client.connection.sendNotification(
      DidChangeTextDocumentNotification.type,
      edit(client.uri("a.macropolicy"), 2),
    );
    await expect(answer).resolves.toBeDefined();
    await client.close();
  });
});

test("a request that is cancelled at once is not worked for", async () => {
  const client = await connect(files);
  await client.connection.sendRequest(HoverRequest.type, client.at());
  const hover = vi.spyOn(hoverFeature, "hover");
  const source = new CancellationTokenSource();
  const answers = Array.from({ length: 20 }, () => {
    return client.connection.sendRequest(HoverRequest.type, client.at(), source.token);
  });
  source.cancel();
  const codes = await Promise.all(answers.map((answer) => answer.catch(({ code }) => code)));
  expect(new Set(codes)).toEqual(new Set([LSPErrorCodes.RequestCancelled]));
  expect(hover).not.toHaveBeenCalled();
  hover.mockRestore();
  await client.close();
});
