/** The terminal of the live screen: its second page, taken over and always handed back as it was. */

import type { ScreenSize } from "./render-screen.ts";

/** What of `process.stdout` is needed. */
export interface ScreenOutput {
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
  on(event: "resize", listener: () => void): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
  off(event: "resize", listener: () => void): unknown;
}

/** What of `process.stdin` is needed. */
export interface ScreenInput {
  readonly isTTY?: boolean;
  readonly isRaw?: boolean;
  setRawMode?(raw: boolean): unknown;
  resume(): unknown;
  pause(): unknown;
  on(event: "data", listener: (chunk: Buffer | string) => void): unknown;
  off(event: "data", listener: (chunk: Buffer | string) => void): unknown;
}

export interface TerminalOptions {
  readonly output?: ScreenOutput;
  readonly input?: ScreenInput;
  /** The terminal has another size: paint again. */
  readonly onResize: () => void;
  /** `q`, `Q` or Ctrl-C was pressed. Raw mode turns Ctrl-C into a key, so no SIGINT comes with it. */
  readonly onQuit: () => void;
}

export interface Terminal {
  readonly size: ScreenSize;
  /** Shows the lines; only rows that differ from what is on the screen are written, all at once. */
  paint(lines: readonly string[]): void;
  /** Hands the terminal back; further calls do nothing. Runs by itself when the process exits. */
  close(): void;
}

const enter = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[H\x1b[2J";
const leave = "\x1b[0m\x1b[?7h\x1b[?25h\x1b[?1049l";
/** Terminals that know synchronized output show what is between at once; the others ignore both. */
const begin = "\x1b[?2026h";
const end = "\x1b[?2026l";
/** Signals that end a process which does not listen: the terminal is handed back before. */
const endingSignals = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const;

/** Takes the terminal over. Only for an output that is a terminal. */
export function openTerminal(options: TerminalOptions): Terminal {
  const output: ScreenOutput = options.output ?? process.stdout;
  const input: ScreenInput = options.input ?? process.stdin;
  let shown: readonly string[] = [];
  let open = true;

  const size = (): ScreenSize => ({ columns: output.columns || 80, rows: output.rows || 24 });
  const redraw = () => {
    shown = [];
    output.write("\x1b[0m\x1b[2J");
    options.onResize();
  };
  const resumed = () => {
    if (input.isTTY) input.setRawMode?.(true);
    output.write(enter);
    redraw();
  };
  const keys = (chunk: Buffer | string) => {
    const text = String(chunk);
    if (text === "\x0c") redraw();
    else if (text.startsWith("\x03") || text.toLowerCase() === "q") options.onQuit();
  };
  // A terminal that went away must not take the engine with it.
  const ignoreError = () => {};
  const wasRaw = input.isRaw === true;

  const close = () => {
    if (!open) return;
    open = false;
    output.off("resize", redraw);
    process.off("exit", close);
    process.off("SIGCONT", resumed);
    for (const signal of endingSignals) process.off(signal, dieOf);
    if (input.isTTY) {
      input.off("data", keys);
      input.setRawMode?.(wasRaw);
      input.pause();
    }
    output.write(leave);
  };
  /** Listening keeps a signal from ending the process; unless somebody else listens as well, it still must. */
  const dieOf = (signal: NodeJS.Signals) => {
    const alone = process.listenerCount(signal) <= 1;
    close();
    if (alone) process.kill(process.pid, signal);
  };

  output.on("resize", redraw);
  output.on("error", ignoreError);
  process.on("exit", close);
  if (process.platform !== "win32") process.on("SIGCONT", resumed);
  for (const signal of endingSignals) process.on(signal, dieOf);
  if (input.isTTY) {
    input.setRawMode?.(true);
    input.on("data", keys);
    input.resume();
  }
  output.write(enter);

  return {
    get size() {
      return size();
    },
    paint(lines) {
      if (!open) return;
      const changes = changedRows(shown, lines);
      shown = [...lines];
      if (changes !== "") output.write(begin + changes + end);
    },
    close,
  };
}

/** Escape sequences that turn the rows of `before` into those of `after`: "" when they are the same. */
export function changedRows(before: readonly string[], after: readonly string[]): string {
  let changes = "";
  for (let row = 0; row < Math.max(before.length, after.length); row++) {
    const line = after[row] ?? "";
    // Cleared first, not after: behind a full row the cursor stands on its last character.
    if (line !== (before[row] ?? "")) changes += `\x1b[${row + 1};1H\x1b[0m\x1b[2K${line}`;
  }
  return changes;
}
