/** The steps of a random sequence: a user who edits, asks, saves, moves files and changes settings. */

import { setTimeout as wait } from "node:timers/promises";
import {
  CancellationTokenSource,
  DidChangeConfigurationNotification,
  ErrorCodes,
  LogMessageNotification,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { Random } from "../../../../dsl/src/testing/random.ts";
import type { TestClient } from "../../testing/connect.ts";
import { apply, editsIn } from "./apply.ts";
import { anyFile, createBuffers } from "./buffers.ts";
import { answerServer, type Editor, pulls } from "./editors.ts";
import { createMirror } from "./mirror.ts";
import { somewhere } from "./places.ts";
import { type Ask, edits, type Make, requestsFor, type Somewhere } from "./requests.ts";
import { configurations, overrides, policies, root, textFor } from "./texts.ts";

const settings: readonly unknown[] = [
  {},
  null,
  "nonsense",
  { diagnostics: { lint: false } },
  { diagnostics: { limit: 1 } },
  { diagnostics: { limit: -3 }, codeLens: 7 },
  { inlayHints: { values: false, templates: false } },
  { codeLens: { tests: false, references: false } },
  { machine: { enabled: false } },
];

/** A test that was made to run for days is cancelled after this time, ms. */
const patienceMs = 3000;
const mostPatienceMs = 60_000;

export function createSession(client: TestClient, editor: Editor, random: Random) {
  const { connection, disk } = client;
  const makes = requestsFor(client.initialized.capabilities);
  const buffers = createBuffers({ connection, disk, random });
  const pending = new Map<Promise<unknown>, () => void>();
  const problems: string[] = [];
  const done: string[] = [];
  const mirror = createMirror(connection, (message) => problems.push(message));
  let asked = 0;
  let set: unknown = {};
  answerServer(connection, () => set);
  connection.onNotification(LogMessageNotification.type, ({ message }) => void problems.push(`logged: ${message}`));

  function track<T>(answer: Promise<T>, cancel: () => void, method: string): Promise<T | undefined> {
    asked += 1;
    const told = answer.catch(({ code, message }: { code: number; message: string }) => {
      if (code === ErrorCodes.InternalError || code === ErrorCodes.MethodNotFound)
        problems.push(`${method}: ${message}`);
      return undefined;
    });
    pending.set(told, cancel);
    void told.finally(() => pending.delete(told));
    return told;
  }

  async function ask({ method, params, follow }: Ask, isCancelled = false): Promise<unknown> {
    const source = new CancellationTokenSource();
    const { token } = source;
    const answer =
      params === undefined ? connection.sendRequest(method, token) : connection.sendRequest(method, params, token);
    const told = track(answer, () => source.cancel(), method);
    if (isCancelled) source.cancel();
    const found = await told;
    if (follow === undefined || found === undefined || isCancelled) return found;
    const further = await Promise.all(follow(found).map((next) => ask(next)));
    return further.length === 0 ? found : further;
  }

  function place(): Somewhere {
    const uri = anyFile(random);
    const document = buffers.open.get(uri) ?? TextDocument.create(uri, "", 0, disk.get(uri) ?? "");
    const elsewhere = random.pick([...policies, `${root}/moved/f.macropolicy`]);
    return { uri: document.uri, range: somewhere(document, random, 200), told: mirror.shown(uri), elsewhere };
  }

  const made = (make: Make) => make(place(), random);

  /** The answer is taken if nothing has changed since. */
  async function takeEdits(): Promise<void> {
    const name = random.pick(Object.keys(edits) as (keyof typeof edits)[]);
    const where = place();
    const began = buffers.changes();
    const answer = await Promise.race([ask(edits[name](where, random)), wait(patienceMs)]);
    if (answer === undefined || buffers.changes() !== began) return;
    problems.push(...apply(editsIn(answer, where.uri), buffers, disk).map((problem) => `${name}: ${problem}`));
  }

  function configure(): void {
    set = random.pick(settings);
    const given = editor.capabilities.workspace?.configuration === true ? null : { macropolicy: set };
    void connection.sendNotification(DidChangeConfigurationNotification.type, { settings: given });
  }

  /** For less, as it knows what it has been told. */
  function askAgain(): void {
    if (!pulls(editor)) return;
    const { uri } = place();
    const again = random.pick([mirror.diagnostics, mirror.diagnostics, mirror.tokens, mirror.everywhere]);
    void track<unknown>(again(uri), () => {}, "asking again");
  }

  function onOpen(act: (uri: string) => void): void {
    const open = [...buffers.open.keys()];
    if (open.length > 0) act(random.pick(open));
  }

  const request = () => void ask(made(random.pick(makes)), random.chance(0.15));
  const edit = () => buffers.openOrEdit(policies[0]!);
  const editAny = () => buffers.openOrEdit(anyFile(random));
  const kinds: readonly (readonly [string, () => void | Promise<void>])[] = [
    ["edit", edit],
    ["edit", edit],
    ["edit any", editAny],
    ["edit any", editAny],
    ["edit any", editAny],
    ["request", request],
    ["request", request],
    ["request", request],
    ["request", request],
    ["request", request],
    ["ask again", askAgain],
    ["ask again", askAgain],
    ["take edits", takeEdits],
    ["take edits", takeEdits],
    ["close", () => onOpen(buffers.close)],
    ["save", () => onOpen(buffers.save)],
    ["disk", () => onDisk()],
    ["disk", () => onDisk()],
  ];

  function onDisk(): void {
    const [name, act] = random.pick<readonly [string, () => unknown]>([
      ["write", () => write(random.pick(policies), 0.3)],
      ["override", () => write(random.pick(overrides), 0.2)],
      ["configure", () => write(configurations[0]!, 0.1)],
      ["configure within", () => write(configurations[1]!, 0.5)],
      ["move", () => buffers.move(anyFile(random), random.pick(policies))],
      ["remove a folder", () => buffers.removeFolder(random.pick([`${root}/policies/deep`, `${root}/config`]))],
      ["folders", () => editor.capabilities.workspace?.workspaceFolders === true && buffers.changeFolders()],
      ["settings", configure],
    ]);
    done.push(name);
    act();
  }

  function write(uri: string, goes: number): void {
    buffers.write(uri, random.chance(goes) ? null : textFor(uri, random));
  }

  /** Every request is answered. */
  async function settled(): Promise<void> {
    const began = performance.now();
    while (pending.size > 0) {
      await Promise.race([...pending.keys(), wait(200)]);
      const waited = performance.now() - began;
      if (waited > patienceMs) for (const cancel of pending.values()) cancel();
      if (waited > mostPatienceMs) throw new Error(`${pending.size} requests are never answered:\n${done.join("\n")}`);
    }
  }

  return {
    buffers,
    mirror,
    problems,
    done,
    settings: () => set,
    asked: () => asked,
    settled,
    async step(): Promise<void> {
      const [name, act] = random.pick(kinds);
      done.push(name);
      await act();
      // Some follow at once, some when the server has begun, some when it has answered.
      const pace = random.below(10);
      if (pace < 3) await wait(random.below(4));
      else if (pace < 5) await Promise.race([Promise.all(pending.keys()), wait(100)]);
    },
  };
}

export type Session = ReturnType<typeof createSession>;
