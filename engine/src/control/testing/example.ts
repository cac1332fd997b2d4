/** Control servers for tests: sockets in folders of their own, methods that answer plainly. */

import { mkdtempSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EngineEvent } from "../../events.ts";
import type { Methods } from "../client-connection.ts";
import { ControlError, errorCodes } from "../protocol.ts";

/** A private folder, removed when disposed of. */
export function socketFolder(): Disposable & { readonly path: string; readonly socket: string } {
  const path = mkdtempSync(join(tmpdir(), "control-"));
  return {
    path,
    socket:
      process.platform === "win32"
        ? `\\\\.\\pipe\\${path.replaceAll(/[^A-Za-z0-9]/g, "-")}`
        : join(path, "engine.sock"),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}

export function methods(changes: Partial<Methods> = {}): Methods {
  return {
    ping: () => ({ pid: process.pid, version: "0.1.0" }),
    status: () => ({
      pid: process.pid,
      version: "0.1.0",
      session: "s1",
      startedAt: "2026-01-05T12:00:00Z",
      policies: ["/srv/policies"],
      profiles: 1,
      rules: 2,
      dryRun: false,
      notRecording: null,
      problems: "",
      dashboard: null,
      notServing: null,
      intervalMs: 1000,
      lastCheck: null,
      cost: { cpuSeconds: 0, residentBytes: 0 },
      channels: [],
      mutes: [],
      namedSession: null,
      macros: [],
    }),
    stop: () => ({ stopping: [] }),
    pause: () => ({ macros: [] }),
    resume: () => ({ macros: [] }),
    release: () => ({ macros: [] }),
    level: () => ({ macros: [] }),
    start: ({ macro }) => ({ id: `run of ${macro}`, pid: 1, profile: "heal", level: "safe", output: null }),
    register: ({ macro }) => ({ id: `run of ${macro}`, profile: "heal", level: "safe" }),
    acknowledge: () => ({ noted: false }),
    mute: (params) => ({ from: "2026-01-05T12:00:00Z", ...params, id: "m1", endedAt: null }),
    unmute: ({ id }) => {
      throw new ControlError(`there is no mute ${id}`);
    },
    mutes: () => ({ mutes: [] }),
    check: () => ({ time: "2026-01-05T12:00:00Z", decisions: [] }),
    measurements: () => ({ time: "2026-01-05T12:00:00Z", metrics: [] }),
    flush: () => ({ flushed: true }),
    beginSession: ({ name }) => ({ id: "n1", name, startedAt: "2026-01-05T12:00:00Z", endedAt: null }),
    endSession: () => ({ id: "n1", name: "raid", startedAt: "2026-01-05T12:00:00Z", endedAt: "2026-01-05T13:00:00Z" }),
    audience: () => ({ profiles: [], dimensions: {} }),
    serving: () => ({ noted: true }),
    readings: () => ({ time: "2026-01-05T12:00:00Z", metrics: [], profiles: [] }),
    profiles: () => ({ profiles: [] }),
    profile: ({ name }) => {
      throw new ControlError(`no profile in force is called ${name}`, errorCodes.unknown);
    },
    adopt: ({ macro }) => ({ id: `run of ${macro}`, profile: "heal", level: "safe" }),
    admit: () => ({ refusal: null, untilWall: null }),
    ended: () => ({ noted: true }),
    report: () => ({ runs: [] }),
    subscribe: () => ({ subscribed: true }),
    reload: () => ({ ok: true, problems: "" }),
    ...changes,
  };
}

export function notice(message: string): EngineEvent {
  return { event: "notice", time: "2026-01-05T12:00:00Z", level: "info", message };
}

/** A client that says what it likes and keeps what it hears. */
export async function rawClient(path: string) {
  const socket: Socket = connect(path);
  await new Promise<void>((done, fail) => socket.once("connect", done).once("error", fail));
  let heard = "";
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const check of waiting) check();
  };
  socket.on("data", (data) => {
    heard += data;
    wake();
  });
  socket.on("error", () => {});
  socket.on("close", wake);
  return {
    socket,
    say: (text: string | Buffer) => void socket.write(text),
    /** The answers so far, once there are `count` of them or the connection is over. */
    answers(count: number): Promise<{ id?: unknown; error?: { code: number; message: string }; result?: unknown }[]> {
      return new Promise((done) => {
        const check = () => {
          const lines = heard.split("\n").slice(0, -1);
          if (lines.length < count && !socket.closed) return;
          waiting.delete(check);
          done(lines.map((line) => JSON.parse(line)));
        };
        waiting.add(check);
        check();
      });
    },
    closed: () => (socket.closed ? Promise.resolve() : new Promise<void>((done) => socket.once("close", () => done()))),
  };
}
