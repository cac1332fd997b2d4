import os from "node:os";
import { afterEach, describe, expect, it } from "vitest";
import { burner, endAll, living, request, start, table, until } from "../macros/testing/harness.ts";
import { createPerformer } from "./performer.ts";
import { realSystem, type System } from "./system.ts";

afterEach(endAll);

const performer = (system?: System) =>
  createPerformer({ table, settings: { names: () => true }, ...(system === undefined ? {} : { system }) });
const mayRaise = process.getuid?.() === 0;

// On real processes, by signals and /proc.
describe.skipIf(process.platform !== "linux")("throttle", () => {
  // To raise a priority again takes the right to.
  it.skipIf(!mayRaise)("lowers the whole tree's priority, and restores each to its own", async () => {
    const macro = await start(["sh", "-c", "nice -n 3 sleep 300 & sleep 300"]);
    await until("the tree", () => living(macro).length === 3 && niceOf(macro).includes(3));
    const before = niceOf(macro);
    expect(before).toEqual([0, 0, 3]);
    const actor = performer();

    const outcome = await actor.perform(request("throttle"), macro);
    expect(outcome).toMatchObject({ ok: true, how: "priority lowered by 10 steps of nice for 3 processes" });
    expect(niceOf(macro)).toEqual([10, 10, 13]);
    expect(actor.isThrottled(macro.run.id)).toBe(true);

    expect(await actor.perform(request("throttle", "another"), macro)).toMatchObject({ ok: true });
    expect(niceOf(macro)).toEqual([19, 19, 19]);

    await actor.perform(request("restore", "another"), macro);
    expect(niceOf(macro)).toEqual([10, 10, 13]);
    expect(await actor.perform(request("restore"), macro)).toMatchObject({
      ok: true,
      how: "priority restored for 3 processes",
    });
    expect(niceOf(macro)).toEqual(before);
  });

  // To raise a priority again takes the right to.
  it.skipIf(!mayRaise)("reaches every thread, and children born meanwhile", async () => {
    const code = 'process.stdin.once("data", () => { require("child_process").spawn("sleep", ["300"]); })';
    const macro = await start([process.execPath, "-e", `${code}; process.stdout.write("up")`], { stdio: "pipe" });
    await new Promise((resolve) => macro.child.process.stdout?.once("data", resolve));
    const actor = performer();
    await actor.perform(request("throttle"), macro);
    const threads = table.threads(macro.pid);
    expect(threads.length).toBeGreaterThan(1);
    expect(new Set(threads.map((thread) => os.getPriority(thread)))).toEqual(new Set([10]));

    macro.child.process.stdin?.write("go\n");
    await until("the child", () => living(macro).length === 2);
    expect(niceOf(macro)).toEqual([10, 10]);
    await actor.perform(request("restore"), macro);
    expect(niceOf(macro)).toEqual([0, 0]);
    expect(new Set(table.threads(macro.pid).map((thread) => os.getPriority(thread)))).toEqual(new Set([0]));
  });

  it("says that it may not raise a priority again, when it may not", async () => {
    const macro = await start(burner);
    const real = realSystem();
    const unprivileged: System = {
      ...real,
      setPriority: (id, nice) => {
        if (nice < real.getPriority(id)) throw Object.assign(new Error("denied"), { code: "EACCES" });
        real.setPriority(id, nice);
      },
    };
    const actor = performer(unprivileged);
    expect(await actor.perform(request("throttle"), macro)).toMatchObject({ ok: true });
    const outcome = await actor.perform(request("restore"), macro);
    expect(outcome).toMatchObject({ ok: false, processes: 0, left: [macro.pid] });
    expect(outcome.how).toMatch(/EACCES.*CAP_SYS_NICE.*stays low until the macro ends/);

    // Nor does it sink from throttle to throttle, each time from where the last one left it.
    const [lowered] = niceOf(macro);
    await actor.perform(request("throttle"), macro);
    expect(niceOf(macro)).toEqual([lowered]);
  });

  it("restores what is throttled when the engine leaves, and nothing that is not", async () => {
    const macro = await start(burner);
    const actor = performer();
    expect(await actor.perform(request("restore"), macro)).toMatchObject({ ok: true, how: "nothing was throttled" });
    await actor.perform(request("throttle"), macro);
    expect(await actor.releaseAll()).toMatchObject([{ action: "restore", ok: mayRaise }]);
  });
});

function niceOf(macro: Parameters<typeof living>[0]): number[] {
  return living(macro)
    .map((member) => os.getPriority(member.pid))
    .sort((a, b) => a - b);
}
