import { afterEach, describe, expect, it } from "vitest";
import { supervise } from "./supervise.ts";
import { endAll, isRunning, script, start, table, temporaryFolder, until } from "./testing/harness.ts";

afterEach(endAll);

// On real processes, by signals and /proc.
describe.skipIf(process.platform !== "linux")("a supervised child", () => {
  it.each([
    ["sh -c 'exit 7'", { code: 7, signal: null }],
    ["sh -c 'kill -USR1 $$'", { code: null, signal: "SIGUSR1" }],
    ["true", { code: 0, signal: null }],
  ])("passes on how it ended: %s", async (command, end) => {
    const child = await start(["sh", "-c", `exec ${command}`]);
    expect(await child.child.ended).toEqual(end);
  });

  it("leads a session of its own and carries the run's id, and what else it is given", async () => {
    const cwd = temporaryFolder();
    const macro = await start(["sh", "-c", 'echo "$COLOUR $PWD $MACRO_ENGINE_RUN"; exec sleep 300'], {
      stdio: ["ignore", "pipe", "inherit"],
      env: { COLOUR: "blue" },
      cwd,
    });
    const line = await new Promise((resolve) =>
      macro.child.process.stdout?.once("data", (data) => resolve(String(data))),
    );
    expect(line).toBe(`blue ${cwd} ${macro.run.id}\n`);
    expect(table.stat(macro.pid)).toMatchObject({ session: macro.pid, startTime: macro.child.root.startTime });
  });

  it("gets the signals that are passed on, its whole group", async () => {
    // The trap is set before the sleep can be seen.
    const macro = await start(["sh", "-c", "trap 'exit 5' INT; sleep 300 & wait"]);
    await until("the sleep", () => table.descendants([macro.child.root]).length === 1);
    macro.child.pass("SIGINT");
    expect(await macro.child.ended).toEqual({ code: 5, signal: null });
    macro.child.pass("SIGINT");
  });

  it("does not end with its root", async () => {
    const macro = await start(["sh", script("orphan.sh")]);
    await macro.child.ended;
    await until("the orphan", () => macro.tree.survey().some((member) => isRunning(member.pid)));
  });

  it.each([
    [["/no/such/command"], "/no/such/command cannot be started: there is no such command"],
    [["/etc/passwd"], "/etc/passwd cannot be started: it may not be executed."],
    [[], "There is no command to run."],
  ])("that cannot be started says why: %j", async (command, message) => {
    await expect(supervise(table, { id: "x", command })).rejects.toThrow(message);
  });
});
