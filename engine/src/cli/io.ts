/** What a command may touch of the terminal: commands are functions of options and this, and return an exit code. */

export interface CommandIo {
  stdout(text: string): void;
  stderr(text: string): void;
  /** Escape codes for colour are welcome on stdout. */
  readonly color: boolean;
  readonly cwd: string;
}

/** 0 fine; 1 findings or failed tests; 2 wrong use or unreadable input; 75 the macro was cancelled. */
export const exitCodes = { fine: 0, findings: 1, wrongUse: 2, cancelled: 75 } as const;

/** The process's own terminal. `NO_COLOR` and `FORCE_COLOR` are obeyed. */
export function processIo(): CommandIo {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  const forced = FORCE_COLOR !== undefined && FORCE_COLOR !== "" && FORCE_COLOR !== "0";
  return {
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    color: forced || (!NO_COLOR && TERM !== "dumb" && process.stdout.isTTY === true),
    cwd: process.cwd(),
  };
}

/**
 * A reader that goes away (`| head`), or a terminal, is no failure of ours: `onGone` hears of it, once or more; by default
 * this program ends. What else keeps a stream from being written, a full disk say, is not worth an end either.
 */
export function endWithReader(onGone: () => void = () => process.exit(exitCodes.fine)): void {
  process.stdout.on("error", ({ code }: NodeJS.ErrnoException) => {
    if (code === "EPIPE" || code === "EIO" || code === "ENXIO") onGone();
  });
  process.stderr.on("error", () => {});
}
