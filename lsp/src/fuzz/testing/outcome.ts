/** What a server says in the end that has seen a whole sequence, against one that sees its outcome alone. */

import { setTimeout as wait } from "node:timers/promises";
import { DidChangeConfigurationNotification, DidOpenTextDocumentNotification } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { Random } from "../../../../dsl/src/testing/random.ts";
import { rulesMethod, setsMethod, testsMethod, thresholdsMethod } from "../../editor-protocol.ts";
import { type ConnectOptions, connect, type TestClient } from "../../testing/connect.ts";
import { answerServer, type Editor, pulls } from "./editors.ts";
import { createMirror, type Mirror } from "./mirror.ts";
import { somewhere } from "./places.ts";
import type { Session } from "./session.ts";
import { files } from "./texts.ts";

/** Lint takes its time, and a machine may have much else to do. */
const patienceMs = 45_000;

/** So many files are asked all about. */
const askedFiles = 3;

type State = Readonly<Record<string, string>>;

export async function differences(
  session: Session,
  client: TestClient,
  editor: Editor,
  random: Random,
  options: ConnectOptions,
): Promise<readonly string[]> {
  const fresh = await connect({}, { ...options, folders: session.buffers.folders(), disk: client.disk });
  const mirror = createMirror(fresh.connection, (message) => session.problems.push(`afresh: ${message}`));
  answerServer(fresh.connection, session.settings);
  await open(session, fresh, editor);
  const documents = files.map((uri) => {
    return session.buffers.open.get(uri) ?? TextDocument.create(uri, "", 0, client.disk.get(uri) ?? "");
  });
  const places = questions(documents, random);
  try {
    return await part(
      () => toldIn(session.mirror, editor, documents),
      () => toldIn(mirror, editor, documents),
    ).then(async (found) => {
      if (found.length > 0) return found;
      return part(
        () => answersOf(client, session.mirror, places),
        () => answersOf(fresh, mirror, places),
      );
    });
  } finally {
    await fresh.close();
  }
}

async function open({ buffers, settings }: Session, { connection }: TestClient, editor: Editor): Promise<void> {
  if (editor.capabilities.workspace?.configuration !== true) {
    await connection.sendNotification(DidChangeConfigurationNotification.type, {
      settings: { macropolicy: settings() },
    });
  }
  for (const document of buffers.open.values()) {
    const { uri, languageId, version } = document;
    const textDocument = { uri, languageId, version, text: document.getText() };
    await connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument });
  }
}

/** Until they agree, or for as long as there is patience. */
async function part(seen: () => Promise<State>, afresh: () => Promise<State>): Promise<readonly string[]> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const [ours, expected] = await Promise.all([seen(), afresh()]);
    const found = Object.keys({ ...ours, ...expected }).filter((key) => ours[key] !== expected[key]);
    if (found.length === 0) return [];
    if (performance.now() > deadline) {
      return found.map((key) => `${key}:\n${whereTheyPart(ours[key] ?? "", expected[key] ?? "")}`);
    }
    await wait(20);
  }
}

function whereTheyPart(seen: string, expected: string): string {
  let at = 0;
  while (at < seen.length && seen[at] === expected[at]) at++;
  const around = (text: string) => text.slice(Math.max(0, at - 100), at + 300);
  return `  in the end … ${around(seen)}\n  afresh     … ${around(expected)}`;
}

/** What is underlined. */
async function toldIn(mirror: Mirror, editor: Editor, documents: readonly TextDocument[]): Promise<State> {
  const state: Record<string, string> = {};
  const everywhere = pulls(editor) ? await mirror.everywhere() : null;
  for (const { uri } of documents) {
    const told = pulls(editor) ? await mirror.diagnostics(uri) : mirror.published(uri);
    state[`diagnostics of ${uri}`] = JSON.stringify(told);
    state[`diagnostics of ${uri} with all others`] = JSON.stringify(everywhere?.get(uri) ?? []);
  }
  return state;
}

type Question = readonly [method: string, params: unknown];

const wholes = ["documentSymbol", "foldingRange", "codeLens", "documentLink"];
const points = [
  "hover",
  "completion",
  "definition",
  "documentHighlight",
  "prepareRename",
  "signatureHelp",
  "prepareTypeHierarchy",
  "prepareCallHierarchy",
];

function questions(documents: readonly TextDocument[], random: Random): readonly Question[] {
  const found: Question[] = [
    [testsMethod, null],
    [rulesMethod, null],
    [setsMethod, null],
    ["workspace/symbol", { query: "" }],
  ];
  const written = documents.filter((document) => document.getText() !== "");
  for (let left = Math.min(askedFiles, written.length); left > 0; left--) {
    const document = random.pick(written);
    const { uri } = document;
    const textDocument = { uri };
    const range = { start: { line: 0, character: 0 }, end: { line: 9999, character: 0 } };
    found.push([thresholdsMethod, { uri }], ["textDocument/inlayHint", { textDocument, range }]);
    for (const name of wholes) found.push([`textDocument/${name}`, { textDocument }]);
    const { start, end } = somewhere(document, random, 30);
    for (const name of points) found.push([`textDocument/${name}`, { textDocument, position: start }]);
    const all = { includeDeclaration: true };
    found.push(["textDocument/references", { textDocument, position: start, context: all }]);
    // All their edits take their time where the editor wants them at once.
    const context = { diagnostics: [], ...(left > 1 ? { only: ["quickfix"] } : {}) };
    found.push(["textDocument/codeAction", { textDocument, range: { start, end }, context }]);
  }
  return found;
}

async function answersOf({ connection }: TestClient, mirror: Mirror, asked: readonly Question[]) {
  const colours = await Promise.all(files.map(async (uri) => [`tokens of ${uri}`, (await mirror.tokens(uri)).join()]));
  const answers = await Promise.all(
    asked.map(async ([method, params]): Promise<[string, string]> => {
      const answer = params === null ? connection.sendRequest(method) : connection.sendRequest(method, params);
      const told = await answer.catch((error: Error) => `fails: ${error.message}`);
      return [`${method} ${JSON.stringify(params)}`, JSON.stringify(told)];
    }),
  );
  return Object.fromEntries([...colours, ...answers]);
}
