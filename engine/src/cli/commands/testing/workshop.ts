/** A temporary folder with files, and a terminal that remembers: what tests of commands stand on. */

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import type { CommandIo } from "../../io.ts";

export interface Workshop {
  readonly cwd: string;
  readonly io: CommandIo;
  /** What was written since the last look. */
  out(): string;
  err(): string;
  write(files: Readonly<Record<string, string | Uint8Array>>): Promise<void>;
}

/** Removed after the test. A configuration of its own keeps those above the temporary folder out. */
export async function openWorkshop(files: Readonly<Record<string, string | Uint8Array>> = {}): Promise<Workshop> {
  const cwd = await mkdtemp(join(tmpdir(), "macro-engine-command-"));
  onTestFinished(() => rm(cwd, { recursive: true, force: true }));
  const written = { out: "", err: "" };
  const take = (stream: "out" | "err") => {
    const text = written[stream];
    written[stream] = "";
    return text;
  };
  const workshop: Workshop = {
    cwd,
    io: {
      stdout: (text) => {
        written.out += text;
      },
      stderr: (text) => {
        written.err += text;
      },
      color: false,
      cwd,
    },
    out: () => take("out"),
    err: () => take("err"),
    async write(more) {
      for (const [path, content] of Object.entries(more)) {
        await mkdir(dirname(join(cwd, path)), { recursive: true });
        await writeFile(join(cwd, path), content);
      }
    },
  };
  await workshop.write({ "macro-engine.yaml": "policies: [policies]\n", ...files });
  return workshop;
}
