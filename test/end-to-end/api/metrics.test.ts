/** What Prometheus fetches from a real engine, and what its own tool says of it. */

import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import { served, tokens, urlOf } from "../testing/served.ts";
import { openStage } from "../testing/stage.ts";

/** Debian's package `prometheus` has it; `PROMTOOL` names another one. */
const promtool = process.env.PROMTOOL ?? "promtool";
const isThere = spawnSync(promtool, ["--version"]).error === undefined;

it("is every metric, rule and firing, in a form that promtool finds nothing wrong with", async ({ skip }) => {
  const policies = {
    "policies/heal.macropolicy": `metric guild.queue: count "Waiting"
profile heal {
  match process "*STAGE/heal.sh"
  rule late: warn when duration > 100ms
  rule hot:  cancel when cpu.usage > 100% or fps < 5
}
`,
  };
  const stage = openStage(policies, served);
  stage.macro("heal");
  const engine = await stage.watch();
  await engine.event("fire", { rule: "late" });
  await stage.run("report", "--policies", "policies", "guild.queue=12");
  const url = new URL("/metrics", await urlOf(stage));
  const headers = { authorization: `Bearer ${tokens.viewer}` };
  const text = async () => (await fetch(url, { headers })).text();
  await expect.poll(text).toMatch(/^macro_engine_declared_metric\{metric="guild\.queue",unit=""\} 12$/m);
  const told = await text();
  expect(told).toMatch(/^macro_engine_system_cpu_usage_ratio [01](\.\d+)?$/m);
  expect(told).toMatch(/^macro_engine_macro_memory_bytes\{macro="heal[^"]*",run="[^"]+"\} [1-9]\d*$/m);
  expect(told).toMatch(/^macro_engine_rule_state\{.*rule="late".*state="firing"\} 1$/m);
  expect(told).toMatch(/^macro_engine_firings_total\{.*rule="late",action="warn",dry_run="false",muted="false"\} 1$/m);
  expect(told).toMatch(/^macro_engine_process_cpu_seconds_total\{process="engine"\} 0?\.?\d/m);
  expect((await fetch(url)).status).toBe(401);

  skip(!isThere, "promtool is not there: install Debian's package prometheus, or name it by PROMTOOL");
  const { status, stdout, stderr } = spawnSync(promtool, ["check", "metrics"], { input: told, encoding: "utf8" });
  expect(stdout + stderr).toBe("");
  expect(status).toBe(0);
});
