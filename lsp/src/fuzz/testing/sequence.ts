/** One random sequence of edits and requests against a server, held against a fresh one at its end. */

import { setTimeout as wait } from "node:timers/promises";
import {
  type ClientCapabilities,
  DidChangeTextDocumentNotification,
  DidChangeWatchedFilesNotification,
  DidCloseTextDocumentNotification,
  ErrorCodes,
  FileChangeType,
  type FileEvent,
  LogMessageNotification,
  type Position,
  type Range,
} from "vscode-languageserver";
import { CancellationTokenSource } from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { type Random, randomFrom } from "../../../../dsl/src/testing/random.ts";
import { randomPolicy } from "../../../../dsl/src/testing/random-policy.ts";
import { buffers as documents } from "../../buffers.ts";
import { connect, type TestClient } from "../../testing/connect.ts";
import { type Ask, requestsFor } from "./requests.ts";

const capabilities: ClientCapabilities = {
  textDocument: {
    diagnostic: { relatedInformation: true, relatedDocumentSupport: true },
    rename: { prepareSupport: true },
    semanticTokens: {
      requests: { full: { delta: true }, range: true },
      tokenTypes: [],
      tokenModifiers: [],
      formats: [],
    },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } },
  },
};

const paths = [
  "policies/a.macropolicy",
  "policies/b.macropolicy",
  "policies/deep/c.macropolicy",
  "alone/d.macropolicy",
];
const overrides = "config/macro_safety/o.yaml";
const configuration = "macro-engine.yaml";
const configurations = [
  "",
  "overrides: tighten-only\n",
  "policies: [policies/deep]\n",
  "channels: { x: 5 }\n",
  "policies: [\n",
  "lint: { levels: { naming: off } }\n",
];
const overriding = [
  "",
  "profiles: { p: { grace: 2s } }\n",
  "profiles: { heal: { set: { x: 5% } } }",
  "profiles: [",
  '{ "heal": { "max_duration": 5 } }',
];

/** What people type, and what nobody would. */
const typed = [
  ...'{}()"\\=:,;%°#\n|>.-_ 🙂\u0000\ufeff',
  "\r\n",
  "##",
  "profile p { ",
  "template t {\n",
  " extends t",
  "rule r: cancel when cpu.usage > 80% for 5s\n",
  "set cpu_usage_max = 85%\n",
  "override rule r: pause when fps < 5 until fps > 9\n",
  "when ",
  "avg(cpu.usage, ",
  "5sec",
  "1s2m",
  'message "{cpu.usage',
  'test "t" { profile p\n expect no cancel }\n',
  "assert a { profile p\n cancels when fps < 1 }\n",
  "let x = 5%\n",
  "# lint-ignore naming because\n",
  'schedule s = fri 20:00-24:00 in "Europe/Warsaw"\n',
];

export interface Outcome {
  readonly steps: number;
  readonly requests: number;
}

/** Throws where something is wrong with the server, with what was done so far. */
export async function runSequence(seed: number, length: number): Promise<Outcome> {
  const random = randomFrom(seed);
  const files = Object.fromEntries(paths.map((path) => [path, textFor(random)] as const));
  const client = await connect({ ...files, [configuration]: "", [overrides]: "" }, { capabilities });
  const session = createSession(client, random);
  for (let step = 0; step < length; step++) session.step();
  await session.settled();
  const problems = [...session.problems, ...(await differences(session, client))];
  await client.close();
  if (problems.length > 0) throw new Error(`seed ${seed}:\n${session.done.join("\n")}\n\n${problems.join("\n")}`);
  return { steps: length, requests: session.asked() };
}

function textFor(random: Random): string {
  const text = randomPolicy(random, { declarations: 1 + random.below(4), layout: random.pick(["plain", "wild"]) });
  const ends = random.chance(0.3) ? text.replaceAll("\n", "\r\n") : text;
  return (random.chance(0.1) ? "\ufeff" : "") + ends.replaceAll(/\||\[\[|\]\]/g, "");
}

type Session = ReturnType<typeof createSession>;

function createSession(client: TestClient, random: Random) {
  const { connection } = client;
  const makes = requestsFor(client.initialized.capabilities);
  const buffers = new Map<string, TextDocument>();
  const pending = new Map<Promise<void>, CancellationTokenSource>();
  const problems: string[] = [];
  const done: string[] = [];
  let asked = 0;
  connection.onNotification(LogMessageNotification.type, ({ message }) => void problems.push(`logged: ${message}`));
  connection.onUnhandledNotification(() => {});

  function ask({ method, params, follow }: Ask, isCancelled = false): void {
    const source = new CancellationTokenSource();
    asked += 1;
    const answer = (
      params === undefined
        ? connection.sendRequest<unknown>(method, source.token)
        : connection.sendRequest<unknown>(method, params, source.token)
    ).then(
      (found) => {
        if (follow !== undefined && !isCancelled) for (const next of follow(found)) ask(next);
      },
      ({ code, message }: { code: number; message: string }) => {
        if (code === ErrorCodes.InternalError || code === ErrorCodes.MethodNotFound)
          problems.push(`${method}: ${message}`);
      },
    );
    if (isCancelled) source.cancel();
    pending.set(answer, source);
    void answer.finally(() => pending.delete(answer));
  }

  function open(path: string): void {
    const text = random.chance(0.7) ? (client.disk.get(client.uri(path)) ?? "") : textFor(random);
    buffers.set(path, TextDocument.create(client.uri(path), "macropolicy", 1, text));
    void client.open(path, text);
  }

  function edit(path: string): void {
    const before = buffers.get(path)!;
    const contentChanges = Array.from({ length: 1 + random.below(3) }, () => {
      const text = random.chance(0.3) ? "" : random.pick(typed);
      if (random.chance(0.05)) return { text: textFor(random) };
      return { range: somewhere(before, random, random.chance(0.7) ? 12 : 400), text };
    });
    const after = documents.update(before, contentChanges, before.version + 1);
    buffers.set(path, after);
    const textDocument = { uri: after.uri, version: after.version };
    void connection.sendNotification(DidChangeTextDocumentNotification.type, { textDocument, contentChanges });
  }

  function close(path: string): void {
    buffers.delete(path);
    const textDocument = { uri: client.uri(path) };
    void connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument });
  }

  function onDisk(path: string, text: string | null): void {
    const uri = client.uri(path);
    const type =
      text === null ? FileChangeType.Deleted : client.disk.has(uri) ? FileChangeType.Changed : FileChangeType.Created;
    if (text === null) client.disk.delete(uri);
    else client.disk.set(uri, text);
    void connection.sendNotification(DidChangeWatchedFilesNotification.type, { changes: [{ uri, type }] });
  }

  const kinds: readonly (readonly [string, () => void])[] = [
    ["open or edit", () => openOrEdit(random.pick([...paths, overrides]))],
    ["open or edit", () => openOrEdit(random.pick(paths))],
    ["open or edit", () => openOrEdit(paths[0]!)],
    ["request", request],
    ["request", request],
    ["request", request],
    ["close", () => onOpen(close)],
    ["write", () => onDisk(random.pick(paths), random.chance(0.3) ? null : textFor(random))],
    ["configure", () => onDisk(configuration, random.pick(configurations))],
    ["override", () => onDisk(overrides, random.pick(overriding))],
  ];

  function openOrEdit(path: string): void {
    if (buffers.has(path)) edit(path);
    else open(path);
  }

  function onOpen(act: (path: string) => void): void {
    const [path] = [...buffers.keys()];
    if (path !== undefined) act(path);
  }

  function request(): void {
    const path = random.pick(paths);
    const document = buffers.get(path) ?? TextDocument.create("", "", 0, "");
    const place = {
      uri: random.chance(0.05) ? "untitled:nothing" : client.uri(path),
      range: somewhere(document, random, 200),
    };
    ask(random.pick(makes)(place, random), random.chance(0.15));
  }

  return {
    buffers,
    problems,
    done,
    asked: () => asked,
    step() {
      const [name, act] = random.pick(kinds);
      done.push(name);
      act();
    },
    /** Every request is answered; a test that was made to run for days, once it is cancelled. */
    async settled(): Promise<void> {
      const patience = AbortSignal.timeout(60_000);
      const given = performance.now();
      while (pending.size > 0) {
        await Promise.race([...pending.keys(), wait(1000)]);
        if (performance.now() - given > 10_000) for (const source of pending.values()) source.cancel();
        if (patience.aborted) throw new Error(`${pending.size} requests are never answered:\n${done.join("\n")}`);
      }
    },
  };
}

/** A range of a document; now and then outside of it. */
function somewhere(document: TextDocument, random: Random, longest: number): Range {
  if (random.chance(0.03)) return { start: { line: 9999, character: 0 }, end: { line: 9999, character: 7 } };
  const length = document.getText().length;
  const start = random.below(length + 1);
  const end = Math.min(length, start + random.below(longest));
  const past = random.chance(0.05) ? 1000 : 0;
  const moved = ({ line, character }: Position) => ({ line, character: character + past });
  return { start: document.positionAt(start), end: moved(document.positionAt(end)) };
}

/** What a server says in the end that has seen all of it, against one that sees the outcome alone. */
async function differences(session: Session, client: TestClient): Promise<readonly string[]> {
  const files = Object.fromEntries([...client.disk].map(([uri, text]) => [uri.slice(client.uri("").length), text]));
  const fresh = await connect({}, { capabilities });
  for (const [path, text] of Object.entries(files)) fresh.disk.set(fresh.uri(path), text);
  const changes = Object.keys(files).map((path): FileEvent => ({ uri: fresh.uri(path), type: FileChangeType.Created }));
  await fresh.connection.sendNotification(DidChangeWatchedFilesNotification.type, { changes });
  for (const [path, document] of session.buffers) await fresh.open(path, document.getText());
  const deadline = performance.now() + 60_000;
  for (;;) {
    const [seen, expected] = await Promise.all([stateOf(client), stateOf(fresh)]);
    const found = Object.keys({ ...seen, ...expected }).filter((key) => seen[key] !== expected[key]);
    if (found.length === 0 || performance.now() > deadline) {
      await fresh.close();
      return found.map((key) => `${key}:\n${whereTheyPart(seen[key] ?? "", expected[key] ?? "")}`);
    }
    // Lint takes its time.
    await wait(20);
  }
}

function whereTheyPart(seen: string, expected: string): string {
  let at = 0;
  while (at < seen.length && seen[at] === expected[at]) at++;
  const around = (text: string) => text.slice(Math.max(0, at - 100), at + 300);
  return `  in the end … ${around(seen)}\n  afresh     … ${around(expected)}`;
}

async function stateOf(client: TestClient): Promise<Record<string, string>> {
  const state: Record<string, string> = {};
  for (const path of [...paths, overrides, configuration]) {
    const textDocument = { uri: client.uri(path) };
    const { items } = await client.connection.sendRequest<{ items: object }>("textDocument/diagnostic", {
      textDocument,
    });
    state[`diagnostics of ${path}`] = JSON.stringify(items);
    const tokens = await client.connection.sendRequest<{ data: unknown } | null>("textDocument/semanticTokens/full", {
      textDocument,
    });
    state[`tokens of ${path}`] = JSON.stringify(tokens?.data ?? null);
  }
  return state;
}
