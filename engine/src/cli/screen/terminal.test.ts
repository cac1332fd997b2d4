import { spawn } from "node:child_process";
import { EventEmitter } from "node:events";
import { accessSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { changedRows, openTerminal, type Terminal } from "./terminal.ts";

const handedBack = "\x1b[?7h\x1b[?25h\x1b[?1049l";

class FakeOutput extends EventEmitter {
  columns = 80;
  rows = 24;
  written = "";
  write(text: string) {
    this.written += text;
  }
}

class FakeInput extends EventEmitter {
  isTTY = true;
  isRaw = false;
  flowing = false;
  setRawMode(raw: boolean) {
    this.isRaw = raw;
  }
  resume() {
    this.flowing = true;
  }
  pause() {
    this.flowing = false;
  }
}

let terminal: Terminal | undefined;
afterEach(() => terminal?.close());

function open() {
  const output = new FakeOutput();
  const input = new FakeInput();
  const seen: string[] = [];
  const options = { output, input, onResize: () => seen.push("resize"), onQuit: () => seen.push("quit") };
  const opened = openTerminal(options);
  terminal = opened;
  return { output, input, seen, terminal: opened };
}

describe("the terminal", () => {
  it("is taken over and handed back as it was, once", () => {
    const { output, input, terminal } = open();
    expect(output.written).toContain("\x1b[?1049h\x1b[?25l");
    expect(input).toMatchObject({ isRaw: true, flowing: true });
    terminal.close();
    terminal.close();
    expect(output.written.split(handedBack)).toHaveLength(2);
    expect(input).toMatchObject({ isRaw: false, flowing: false });
    expect([output.listenerCount("resize"), input.listenerCount("data")]).toEqual([0, 0]);
  });

  it("leaves no listener on the process", () => {
    const events = ["exit", "SIGCONT", "SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"];
    const count = () => events.map((event) => process.listenerCount(event));
    const before = count();
    open().terminal.close();
    expect(count()).toEqual(before);
  });

  it("writes only rows that changed, and nothing when none did", () => {
    const { output, terminal } = open();
    terminal.paint(["one", "two", "three"]);
    output.written = "";
    terminal.paint(["one", "2", "three"]);
    expect(output.written).toBe("\x1b[?2026h\x1b[2;1H\x1b[0m\x1b[2K2\x1b[?2026l");
    output.written = "";
    terminal.paint(["one", "2", "three"]);
    expect(output.written).toBe("");
  });

  it("clears rows that are no longer there", () => {
    expect(changedRows(["a", "b"], ["a"])).toBe("\x1b[2;1H\x1b[0m\x1b[2K");
  });

  it("starts from nothing in its new size", () => {
    const { output, seen, terminal } = open();
    terminal.paint(["one"]);
    output.columns = 40;
    output.written = "";
    output.emit("resize");
    expect(seen).toEqual(["resize"]);
    expect(terminal.size).toEqual({ columns: 40, rows: 24 });
    terminal.paint(["one"]);
    expect(output.written).toContain("\x1b[2J");
    expect(output.written).toContain("one");
  });

  it("ends on q and Ctrl-C, and on no other key", () => {
    const { input, seen } = open();
    for (const key of ["x", "\x1b[A", "quit pasted", "q", "Q", "\x03"]) input.emit("data", Buffer.from(key));
    expect(seen).toEqual(["quit", "quit", "quit"]);
  });

  it("survives a terminal that goes away", () => {
    const { output, terminal } = open();
    expect(() => output.emit("error", new Error("EIO"))).not.toThrow();
    terminal.close();
    expect(() => output.emit("error", new Error("EIO"))).not.toThrow();
  });
});

/** Runs the program below on a real pseudo-terminal; resolves to all that was written to it, and how it ended. */
function onPty(how: string): Promise<{ output: string; code: number | null }> {
  const program = fileURLToPath(new URL("terminal.fixture.ts", import.meta.url));
  const command = `stty rows 10 cols 50; ${process.execPath} ${program} ${how}; echo "after: $?"; stty -a`;
  const child = spawn("script", ["-qec", command, "/dev/null"], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, SHELL: "/bin/sh" },
  });
  let output = "";
  child.stdout.on("data", (chunk) => {
    const first = !output.includes("painted");
    output += String(chunk);
    if (first && output.includes("painted") && how === "key") child.stdin.write("q");
    if (first && output.includes("painted") && how === "ctrl-c") child.stdin.write("\x03");
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ output, code }));
  });
}

function hasScript(): boolean {
  try {
    accessSync("/usr/bin/script");
    return process.platform === "linux";
  } catch {
    return false;
  }
}

// The terminal comes from util-linux's `script`.
describe.runIf(hasScript())("on a real terminal", () => {
  it.each([
    ["key", "after: 0"],
    ["ctrl-c", "after: 0"],
    ["exit", "after: 3"],
    ["throw", "after: 1"],
    ["SIGTERM", "after: 143"],
    ["SIGHUP", "after: 129"],
  ])("is handed back after %s", async (how, after) => {
    const { output } = await onPty(how);
    expect(output).toContain("painted 50 x 10");
    const end = output.slice(output.lastIndexOf("painted 50 x 10"));
    expect(end).toContain(handedBack);
    expect(end).toContain(after);
    // Cooked again: lines are edited and typed characters shown.
    expect(end).toMatch(/(?<!-)\bicanon\b/);
    expect(end).toMatch(/(?<!-)\becho\b/);
  });
});
