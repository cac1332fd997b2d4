/** A client of the original against a real engine: its ten routes, and real processes behind them. */

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { guarded, originalClient } from "../testing/original-client.ts";
import { served, tokens, urlOf } from "../testing/served.ts";
import { openStage } from "../testing/stage.ts";

const policies = { "policies/all.macropolicy": guarded.policy, "heal.sh": guarded.macro };

it.skipIf(spawnSync("python3", ["--version"]).error !== undefined)(
  "its page works as it did, and what it says is done",
  async () => {
    const stage = openStage(policies, `${served}macros: { heal: { command: [sh, STAGE/heal.sh] } }\n`);
    await stage.watch();
    const client = await originalClient(stage, await urlOf(stage), tokens.operator);
    expect(await (await fetch(client.origin)).text()).toContain("The earlier page");

    expect((await client.get("status")).body).toMatchObject({
      success: true,
      status: { monitoring_active: true, active_macros: 0, total_cancellations: 0 },
    });
    await expect
      .poll(async () => (await client.get("performance")).body.metrics)
      .toMatchObject({
        fps: 60,
        cpu_usage: expect.any(Number),
        memory_usage: expect.any(Number),
      });

    // A macro of the configuration is a process that starts; any other is guarded without one.
    expect((await client.post("start", { macro_id: "heal" })).body).toMatchObject({ success: true });
    await expect.poll(() => stage.numberIn("heal.pid")).toEqual(expect.any(Number));
    const pid = stage.numberIn("heal.pid")!;
    expect(isAlive(pid)).toBe(true);
    const bot = { macro_id: "raid_bot", macro_name: "Raid <Bot>", safety_level: "dangerous" };
    // Its page writes names into HTML as they come.
    expect((await client.post("start", bot)).body).toEqual({ success: true, message: "Macro Raid &lt;Bot> started" });
    expect(await client.post("start", { macro_id: "heal" })).toMatchObject({
      status: 400,
      body: { success: false, error: "Macro heal is already running" },
    });
    expect((await client.get("active-macros")).body.macros).toMatchObject([
      { macro_id: "heal", name: "heal", safety_level: "safe", duration: expect.any(Number) },
      { macro_id: "raid_bot", name: "Raid &lt;Bot>", safety_level: "dangerous" },
    ]);

    // The level that was given counts: at 30 fps the dangerous one is cancelled, the safe one goes on.
    stage.report({ fps: 30 });
    expect((await client.post("check")).body).toMatchObject({ success: true, cancellations: expect.any(Number) });
    await expect
      .poll(async () => (await client.get("cancellations")).body.cancellations)
      .toMatchObject([
        {
          macro_id: "raid_bot",
          macro_name: "Raid &lt;Bot>",
          reason: expect.stringContaining("strict"),
          performance_metrics: { fps: 30 },
        },
      ]);
    await expect.poll(async () => (await client.get("status")).body.status.active_macros).toBe(1);
    expect(isAlive(pid)).toBe(true);

    const { report } = (await client.get("report")).body;
    expect(report).toMatchObject({
      active_macros: 1,
      total_cancellations: 1,
      performance_metrics: { fps: 30 },
      active_macro_details: [{ macro_id: "heal" }],
      recent_cancellations: [{ macro_id: "raid_bot" }],
    });
    const { log_path: path } = (await client.post("log")).body;
    expect(path).toMatch(/^logs\/macro_cancellations_.*\.json$/);
    expect(JSON.parse(readFileSync(stage.path(path), "utf8"))).toMatchObject({
      total_cancellations: 1,
      cancellations: [{ macro_id: "raid_bot", macro_name: "Raid <Bot>", performance_metrics: { fps: 30 } }],
    });

    // To stop is to end the process.
    expect((await client.post("stop/heal")).body).toEqual({ success: true, message: "Macro heal stopped" });
    await expect.poll(() => isAlive(pid)).toBe(false);
    await expect.poll(async () => (await client.post("stop/heal")).status).toBe(404);
    // Pages of elsewhere do not act with its token.
    expect((await client.post("stop-all", undefined, "https://evil.example.net")).status).toBe(403);
    for (const macro_id of ["one", "two"]) await client.post("start", { macro_id });
    expect((await client.post("stop-all")).body).toMatchObject({ success: true, stopped_count: 2 });
  },
);

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
