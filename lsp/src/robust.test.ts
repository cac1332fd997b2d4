/** Whatever a client sends: it is answered, and the server goes on. */

import { PassThrough } from "node:stream";
import { describe, expect, test, vi } from "vitest";
import {
  CodeActionRequest,
  CodeLensRequest,
  CompletionRequest,
  DidChangeTextDocumentNotification,
  DidChangeWatchedFilesNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DocumentDiagnosticRequest,
  DocumentSymbolRequest,
  FileChangeType,
  HoverRequest,
  InlayHintRequest,
  type Position,
  RegistrationRequest,
  SemanticTokensRequest,
} from "vscode-languageserver";
import { createConnection, StreamMessageReader, StreamMessageWriter } from "vscode-languageserver/node";
import { startServer } from "./server.ts";
import { connect, type TestClient } from "./testing/connect.ts";
import { inMemory } from "./testing/in-memory.ts";

/** A server that is sent bytes. */
function rawServer() {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const connection = createConnection(new StreamMessageReader(input), new StreamMessageWriter(output));
  const host = {
    files: inMemory(new Map()),
    today: () => "2027-01-01",
    codePage: async () => null,
    machine: null,
    openTrace: null,
  };
  startServer(connection, host);
  let out = "";
  output.on("data", (chunk) => {
    out += chunk;
  });
  const send = (body: string) => input.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  const ask = (id: number, method: string, params: unknown = {}) => {
    send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
    return expect.poll(() => out).toMatch(new RegExp(`"id":${id}[,}]`));
  };
  const close = () => {
    connection.dispose();
    for (const stream of [input, output]) stream.destroy();
  };
  return { input, send, ask, close };
}

test.each([
  ["no JSON", "{ no json"],
  ["an empty body", ""],
  ["a number", "5"],
  ["null", "null"],
  ["a list", '[{"jsonrpc":"2.0","id":7,"method":"initialize"}]'],
  ["a message that is none", '{"jsonrpc":"2.0"}'],
  ["a method that is none", '{"jsonrpc":"2.0","id":9,"method":5}'],
  ["params of a text", '{"jsonrpc":"2.0","id":9,"method":"textDocument/hover","params":"here"}'],
  ["an answer to nothing", '{"jsonrpc":"2.0","id":99,"result":null}'],
  ["a cancelled nothing", '{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":99}}'],
  [
    "a document of no text",
    '{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"file:///a.macropolicy"}}}',
  ],
  ["a change of no document", '{"jsonrpc":"2.0","method":"textDocument/didChange","params":{}}'],
  [
    "folders that are none",
    '{"jsonrpc":"2.0","method":"workspace/didChangeWatchedFiles","params":{"changes":[{"uri":7}]}}',
  ],
])("%s between two requests", async (_, body) => {
  const { send, ask, close } = rawServer();
  await ask(1, "initialize", { processId: null, rootUri: null, capabilities: {} });
  send('{"jsonrpc":"2.0","method":"initialized","params":{}}');
  send(body);
  await ask(2, "textDocument/hover", {
    textDocument: { uri: "file:///a.macropolicy" },
    position: { line: 0, character: 0 },
  });
  close();
});

const policy = "profile p { rule r: warn when cpu.usage > 80% }\n";

/** What lint finds is no matter here. */
async function problemsOf(
  client: TestClient,
  uri: string,
): Promise<readonly { code: unknown; range: { start: Position; end: Position } }[]> {
  const report = await client.connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument: { uri } });
  const items = report.kind === "full" ? report.items : [];
  return items.filter(({ severity }) => severity === 1).map(({ code, range }) => ({ code, range }));
}

const capabilities = { textDocument: { diagnostic: {} } };

describe("positions are as the client counts", () => {
  test.each([
    ["LF", '# a\nprofile p { match macro "🙂🙂" rule r: warn when cpu.usage > 80 }'],
    ["CRLF", '# a\r\nprofile p { match macro "🙂🙂" rule r: warn when cpu.usage > 80 }'],
    ["CR alone", '# a\n\rprofile p { match macro "🙂🙂" rule r: warn when cpu.usage > 80 }'],
    ["a byte order mark", '\ufeff# a\nprofile p { match macro "🙂🙂" rule r: warn when cpu.usage > 80 }'],
  ])("with surrogate pairs and %s", async (_, text) => {
    const client = await connect({ "a.macropolicy": "" }, { capabilities });
    await client.open("a.macropolicy", text);
    const character = text.split(/[\r\n]+/)[1]!.indexOf("80");
    const line = text.split(/\r\n|\r|\n/).length - 1;
    expect(await problemsOf(client, client.uri("a.macropolicy"))).toEqual([
      { code: "missing-unit", range: { start: { line, character }, end: { line, character: character + 2 } } },
    ]);
    await client.close();
  });

  test("a byte order mark on the first line is a character of the client's", async () => {
    const client = await connect({ "a.macropolicy": "" }, { capabilities });
    await client.open("a.macropolicy", "\ufefflet x = 5\nlet x = 6\n");
    const [problem] = await problemsOf(client, client.uri("a.macropolicy"));
    expect(problem).toMatchObject({ code: "duplicate-declaration", range: { start: { line: 1, character: 4 } } });
    const position = { line: 0, character: 5 };
    const hover = await client.connection.sendRequest(HoverRequest.type, {
      textDocument: { uri: client.uri("a.macropolicy") },
      position,
    });
    expect(hover?.range?.start).toEqual(position);
    await client.close();
  });

  test("past the end of a line it is the line's, past that of the text the text's", async () => {
    const client = await connect({ "a.macropolicy": policy }, { capabilities });
    for (const position of [
      { line: 0, character: 5000 },
      { line: 5000, character: 3 },
    ]) {
      const asked = client.connection.sendRequest(HoverRequest.type, {
        textDocument: { uri: client.uri("a.macropolicy") },
        position,
      });
      await expect(asked).resolves.toBeNull();
    }
    await client.close();
  });
});

test.each([
  "untitled:Untitled-1",
  "vscode-vfs://github/a/b/c.macropolicy",
  "git:/w/a.macropolicy?%7B%22ref%22%3A%22HEAD%22%7D",
  "nonsense",
  "no%20scheme:a.macropolicy",
  "file://server/share/a.macropolicy",
])("%s is a set of its own", async (uri) => {
  const client = await connect({ "a.macropolicy": policy }, { capabilities });
  await client.connection.sendNotification(DidOpenTextDocumentNotification.type, {
    textDocument: { uri, languageId: "macropolicy", version: 1, text: policy.replace("80%", "80") },
  });
  expect(await problemsOf(client, uri)).toMatchObject([{ code: "missing-unit" }]);
  expect(await problemsOf(client, client.uri("a.macropolicy"))).toEqual([]);
  await client.close();
});

test("a file that is open by two spellings of its URI is so until both are closed", async () => {
  const client = await connect({ "a%20b.macropolicy": policy }, { capabilities });
  await client.open("a%20b.macropolicy", policy.replace("80%", "LIMIT"));
  await client.open("a b.macropolicy", policy);
  expect(await problemsOf(client, client.uri("a b.macropolicy"))).toEqual([]);
  const close = (path: string) =>
    client.connection.sendNotification(DidCloseTextDocumentNotification.type, {
      textDocument: { uri: client.uri(path) },
    });
  await close("a b.macropolicy");
  expect(await problemsOf(client, client.uri("a%20b.macropolicy"))).toMatchObject([{ code: "unknown-name" }]);
  await close("a%20b.macropolicy");
  expect(await problemsOf(client, client.uri("a%20b.macropolicy"))).toEqual([]);
  await client.close();
});

test("places are told of as the client spells the file that they are in by now", async () => {
  const twice = "let a = 1\n";
  const client = await connect(
    { "p%20q.macropolicy": twice, "r.macropolicy": twice },
    { capabilities: { textDocument: { diagnostic: { relatedInformation: true } } } },
  );
  const placesOf = async () => {
    const textDocument = { uri: client.uri("r.macropolicy") };
    const report = await client.connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument });
    const items = report.kind === "full" ? report.items : [];
    return items.flatMap(({ relatedInformation }) => relatedInformation?.map(({ location }) => location.uri) ?? []);
  };
  expect(await placesOf()).toEqual([client.uri("p%20q.macropolicy")]);
  await client.open("p q.macropolicy", twice);
  expect(await placesOf()).toEqual([client.uri("p q.macropolicy")]);
  await client.close();
});

test("about a file that cannot be read nothing is known but that", async () => {
  const files = inMemory(new Map([["file:///work/set/a.macropolicy", null]]));
  const client = await connect({}, { capabilities, host: { files } });
  const textDocument = { uri: client.uri("a.macropolicy") };
  const nowhere = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
  const asked = [
    client.connection.sendRequest(CodeActionRequest.type, {
      textDocument,
      range: nowhere,
      context: { diagnostics: [] },
    }),
    client.connection.sendRequest(CodeLensRequest.type, { textDocument }),
    client.connection.sendRequest(InlayHintRequest.type, { textDocument, range: nowhere }),
    client.connection.sendRequest(CompletionRequest.type, { textDocument, position: nowhere.start }),
  ];
  expect(await Promise.all(asked)).toEqual([null, null, null, null]);
  const tokens = await client.connection.sendRequest(SemanticTokensRequest.type, { textDocument });
  expect(tokens?.data).toEqual([]);
  expect(await problemsOf(client, textDocument.uri)).toMatchObject([{ code: "unreadable-file" }]);
  await client.close();
});

test("a folder that is deleted while its files are open leaves the buffers", async () => {
  const client = await connect(
    { "macro-engine.yaml": "", "policies/a.macropolicy": policy, "policies/b.macropolicy": "let x = 1\n" },
    { capabilities },
  );
  await client.open("policies/a.macropolicy", policy.replace("80%", "x"));
  expect(await problemsOf(client, client.uri("policies/a.macropolicy"))).toMatchObject([{ code: "missing-unit" }]);
  client.disk.clear();
  await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
    changes: [
      { uri: client.uri("policies"), type: FileChangeType.Deleted },
      { uri: client.uri("macro-engine.yaml"), type: FileChangeType.Deleted },
    ],
  });
  expect(await problemsOf(client, client.uri("policies/a.macropolicy"))).toMatchObject([{ code: "unknown-name" }]);
  await client.close();
});

test("a file of 5 MB is looked at, and edits of it leave no backlog", async () => {
  const big =
    "# a line of a comment that goes on and on, as a generated file would have it, or one by mistake\n".repeat(52_000);
  const client = await connect({ "a.macropolicy": "" }, { capabilities });
  await client.open("a.macropolicy", `${big}let x = 5\nlet x = 6\n`);
  const uri = client.uri("a.macropolicy");
  expect(await problemsOf(client, uri)).toMatchObject([{ code: "duplicate-declaration" }]);
  const answers = Array.from({ length: 20 }, (_, at) => {
    void client.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri, version: at + 2 },
      contentChanges: [{ range: { start: { line: 0, character: 1 }, end: { line: 0, character: 1 } }, text: "x" }],
    });
    return problemsOf(client, uri).catch(() => null);
  });
  const all = await Promise.all(answers);
  expect(all.at(-1)).toMatchObject([{ code: "duplicate-declaration" }]);
  expect(all.filter((answer) => answer !== null).length).toBeLessThan(5);
  await client.close();
});

test("a folder of 10,000 files is one set, with progress for whoever shows it", async () => {
  // Only what takes its time is shown, and that is soon over on some machines: here time flies.
  const now = performance.now.bind(performance);
  const clock = vi.spyOn(performance, "now").mockImplementation(() => 50 * now());
  const files = Object.fromEntries(
    Array.from({ length: 10_000 }, (_, at) => [`p${at}.macropolicy`, `let a${at} = ${at}\n`]),
  );
  const client = await connect(
    { ...files, "macro-engine.yaml": "policies: .\nlint: { levels: { hygiene: off } }\n" },
    { capabilities: { ...capabilities, window: { workDoneProgress: true } } },
  );
  const begun = vi.fn();
  client.connection.onRequest("window/workDoneProgress/create", begun);
  await client.open("p7.macropolicy", "let a7 = 1\nlet a8 = 2\n");
  const problems = await problemsOf(client, client.uri("p8.macropolicy"));
  expect(problems).toMatchObject([{ code: "duplicate-declaration" }]);
  const symbols = await client.connection.sendRequest(DocumentSymbolRequest.type, {
    textDocument: { uri: client.uri("p7.macropolicy") },
  });
  expect(symbols).toHaveLength(2);
  expect(begun).toHaveBeenCalled();
  await client.close();
  clock.mockRestore();
});

test("clients that watch are asked to; of those that do not, files are read again when they are saved or opened", async () => {
  const client = await connect(
    { "a.macropolicy": policy },
    { capabilities: { ...capabilities, workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } } },
  );
  const asked = vi.fn();
  client.connection.onRequest(RegistrationRequest.type, ({ registrations }) =>
    asked(registrations.map(({ method }) => method)),
  );
  await expect.poll(() => asked.mock.calls.flat(2)).toContain("workspace/didChangeWatchedFiles");
  await client.close();

  const outside = vi.fn();
  const far = await connect(
    { "set/macro-engine.yaml": "policies: [../shared]\n", "shared/s.macropolicy": policy },
    {
      folders: ["file:///work/set/set"],
      capabilities: {
        workspace: { didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport: true } },
      },
    },
  );
  far.connection.onRequest(RegistrationRequest.type, ({ registrations }) => outside(JSON.stringify(registrations)));
  await expect.poll(() => outside.mock.calls.join()).toContain(`"baseUri":"${far.uri("shared")}"`);
  await far.close();

  const other = await connect({ "a.macropolicy": policy.replace("80%", "LIMIT") }, { capabilities });
  expect(await problemsOf(other, other.uri("a.macropolicy"))).toMatchObject([{ code: "unknown-name" }]);
  other.disk.set(other.uri("b.macropolicy"), "let LIMIT = 80%\n");
  await other.open("b.macropolicy", "let LIMIT = 80%\n");
  expect(await problemsOf(other, other.uri("a.macropolicy"))).toEqual([]);
  await other.close();
});
