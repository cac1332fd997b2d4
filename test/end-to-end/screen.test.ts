/** `macro-engine watch` in a real terminal: the macros are shown, and the terminal is handed back as it was. */

import { accessSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { bin, node, openStage, type Program, type Stage, until } from "./testing/stage.ts";

function hasScript(): boolean {
  try {
    accessSync("/usr/bin/script");
    return process.platform === "linux";
  } catch {
    return false;
  }
}

interface Terminal {
  readonly program: Program;
  type(keys: string): void;
}

/** `watch --demo` on a pseudo-terminal; the shell around it says how it ended, and what the terminal is like then. */
function onTerminal(stage: Stage, env: NodeJS.ProcessEnv = {}, size = "rows 30 cols 100"): Terminal {
  const command = `trap : INT; stty ${size}; '${node}' '${bin}' watch --demo; echo "ended: $?"; stty -a`;
  const program = stage.start(["-qec", command, "/dev/null"], {
    file: "/usr/bin/script",
    keepInput: true,
    env: { SHELL: "/bin/sh", TERM: "xterm-256color", ...env },
  });
  return { program, type: (keys) => void program.process.stdin?.write(keys) };
}

const policies = { "policies/a.macropolicy": "profile heal { rule slow: warn when fps < 1 }" };
const entered = "\x1b[?1049h";
const left = "\x1b[?1049l";
// biome-ignore lint/suspicious/noControlCharactersInRegex: this is about control characters.
const colour = /\x1b\[(?:[0-9;]*;)?(?:3[0-9]|9[0-7]|38;[^m]*)m/;

// The terminal comes from util-linux's `script`.
describe.runIf(hasScript())("the live screen", () => {
  it.each([
    ["q", "q"],
    ["Ctrl-C", "\x03"],
  ])("shows macros and margins, and gives the terminal back on %s", async (_, keys) => {
    const stage = openStage(policies);
    const { program, type } = onTerminal(stage);
    await program.says("demo_steady");
    await program.says("demo_runaway");
    // A margin in words: the rule, its value, its limit.
    if (keys === "q") await program.says(/busy .*of .*50%/);
    expect(program.out).toContain(entered);
    expect(program.out).toMatch(colour);
    expect(program.out).not.toContain("ended:");
    type(keys);
    await program.says("ended: 0");
    await program.ended;
    const end = program.out.slice(program.out.lastIndexOf(left));
    expect(program.out.slice(program.out.lastIndexOf(entered))).toContain("\x1b[?25h");
    // Cooked again: lines are edited and typed characters shown.
    expect(end).toMatch(/(?<!-)\bicanon\b/);
    expect(end).toMatch(/(?<!-)\becho\b/);
  });

  it("has no colour where NO_COLOR is set", async () => {
    const stage = openStage(policies);
    const { program, type } = onTerminal(stage, { NO_COLOR: "1" });
    await program.says("demo_runaway");
    type("q");
    await program.says("ended: 0");
    expect(program.out).not.toMatch(colour);
  });

  it("is plain lines in a terminal that can do no more", async () => {
    const stage = openStage(policies);
    const { program, type } = onTerminal(stage, { TERM: "dumb" });
    await program.says(/start +demo_runaway /);
    type("\x03");
    await program.says("ended: 0");
    expect(program.out).not.toContain("\x1b");
  });

  it("gives the terminal back when it is told to end, and ends its macros", async () => {
    const stage = openStage(policies);
    const { program } = onTerminal(stage, {}, "rows 8 cols 30");
    await program.says("demo_");
    let status = await stage.run("status", "--json");
    await until(async () => {
      status = await stage.run("status", "--json");
      return status.code === 0;
    }, "the engine to answer");
    process.kill(JSON.parse(status.out).pid, "SIGTERM");
    await program.says("ended: 0");
    await program.ended;
    const end = program.out.slice(program.out.lastIndexOf(left));
    expect(end).toContain("ended: 0");
    expect(end).toMatch(/(?<!-)\bicanon\b/);
  });
});
