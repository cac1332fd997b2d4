/** Runs the console sessions of a page in a folder of their own, and compares what they print. */

import { type ChildProcess, spawn } from "node:child_process";
import type { Block } from "./page.ts";

interface Step {
  readonly command: string;
  /** Expected lines; `…` stands for any text in a line, alone for any lines. */
  readonly expected: readonly string[];
  /** What follows after Ctrl-C; null: it ends by itself. */
  readonly afterInterrupt: readonly string[] | null;
  readonly inBackground: boolean;
}

export interface Session {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Bounds only what hangs, ms. */
const limitMs = 60_000;

function stepsOf({ text }: Block): Step[] {
  const parts = text.split(/^\$ /m);
  if (parts[0] !== "") throw new Error("a console block begins with a command: `$ macro-engine …`");
  return parts.slice(1).map((part) => {
    const [line = "", ...output] = part.trimEnd().split("\n");
    const inBackground = line.endsWith(" &");
    const interrupt = output.indexOf("^C");
    return {
      command: inBackground ? line.slice(0, -2) : line,
      expected: interrupt < 0 ? output : output.slice(0, interrupt),
      afterInterrupt: interrupt < 0 ? null : output.slice(interrupt + 1),
      inBackground,
    };
  });
}

/** Problems in words, the first of each step; what was left in the background is ended with the block. */
export async function runBlock(block: Block, session: Session): Promise<string[]> {
  const problems: string[] = [];
  const background: Running[] = [];
  let code: number | null = 0;
  for (const step of stepsOf(block)) {
    if (step.command === "echo $?") {
      if (step.expected.join() !== String(code)) problems.push(`the exit code is ${code}, not ${step.expected.join()}`);
      continue;
    }
    const running = start(step.command, session);
    const matched = await running.until(pattern(step.expected, step.inBackground || step.afterInterrupt !== null));
    if (step.inBackground) {
      background.push(running);
      if (!matched) problems.push(difference(step, running.output()));
      continue;
    }
    if (step.afterInterrupt !== null) running.interrupt();
    code = await running.ended;
    const whole = pattern([...step.expected, ...(step.afterInterrupt ?? [])], false);
    if (!whole.test(running.output())) problems.push(difference(step, running.output()));
  }
  for (const running of background) running.interrupt();
  await Promise.all(background.map(({ ended }) => ended));
  return problems;
}

function difference({ command, expected, afterInterrupt }: Step, output: string): string {
  const wanted = [...expected, ...(afterInterrupt === null ? [] : ["^C", ...afterInterrupt])].join("\n");
  return `$ ${command}\nshould print:\n${wanted}\nand prints:\n${output}`;
}

function pattern(expected: readonly string[], mayGoOn: boolean): RegExp {
  const lines = expected.map((line) => {
    if (line.trim() === "…") return "(?:[^\\n]*\\n)*";
    const fitting = line.trimEnd().split("…").map(escapeRegExp).join("[^\\n]*");
    // What came of an action has a line of its own where the machine is too busy for it to come at once.
    return `${fitting.replaceAll(" — ", "(?: — |\\n[^\\n]* )")}[ ]*\\n`;
  });
  return new RegExp(`^${lines.join("")}${mayGoOn ? "" : "$"}`);
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

interface Running {
  output(): string;
  /** Resolves true when what was printed fits, false when the program ended before. */
  until(expected: RegExp): Promise<boolean>;
  interrupt(): void;
  /** Exit code; null when a signal ended it. */
  readonly ended: Promise<number | null>;
}

function start(command: string, { cwd, env }: Session): Running {
  // The shell gives its place to the program, so that an interrupt reaches it.
  const simple = /[|;&<>]/.test(command) ? command : `exec ${command}`;
  const child: ChildProcess = spawn("sh", ["-c", `exec 2>&1; ${simple}`], {
    cwd,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let over = false;
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  child.stdout!.setEncoding("utf8").on("data", (text: string) => {
    output += text;
    tell();
  });
  const limit = setTimeout(() => child.kill("SIGKILL"), limitMs);
  const ended = new Promise<number | null>((resolve) => {
    child.once("close", (code) => {
      clearTimeout(limit);
      over = true;
      resolve(code);
      tell();
    });
  });
  return {
    output: () => output,
    until: (expected) =>
      new Promise((resolve) => {
        const look = () => {
          const fits = expected.test(output);
          if (!fits && !over) return;
          listeners.delete(look);
          resolve(fits);
        };
        listeners.add(look);
        look();
      }),
    interrupt: () => void child.kill("SIGINT"),
    ended,
  };
}
