import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";
import { isPresent, processMark } from "./liveness.ts";

it("knows a process while it runs, and no longer", async () => {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  await once(child, "spawn");
  const mark = processMark(child.pid!)!;
  expect(isPresent(mark)).toBe(true);
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(processMark(child.pid!)).toBeNull();
  expect(isPresent(mark)).toBe(false);
});

// Start times are read from /proc.
it.skipIf(process.platform !== "linux")(
  "takes a zombie for gone, and a later process of the same pid for another",
  async () => {
    // The shell's child ends while the shell, having become `sleep`, never asks for its end.
    const shell = spawn("sh", ["-c", "sleep 0.01 & echo $!; exec sleep 60"], { stdio: ["ignore", "pipe", "inherit"] });
    const [line] = await once(shell.stdout, "data");
    const zombie = Number(String(line));
    while (processMark(zombie) !== null) await new Promise((done) => setTimeout(done, 5));
    expect(() => process.kill(zombie, 0)).not.toThrow();
    shell.kill("SIGKILL");
    await once(shell, "exit");

    const own = processMark(process.pid)!;
    expect(isPresent(own)).toBe(true);
    expect(isPresent(`${process.pid}:1`)).toBe(false);
    expect(isPresent("")).toBe(false);
  },
);
