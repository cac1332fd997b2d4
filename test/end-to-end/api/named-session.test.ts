/** A session that a user names over HTTP holds what happened in it, for whoever reports on it by its name. */

import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { CancellationLog } from "../../../engine/src/reports/cancellation-log.ts";
import type { Report } from "../../../engine/src/reports/report.ts";
import { post, served, urlOf } from "../testing/served.ts";
import { openStage } from "../testing/stage.ts";

const policies = {
  "policies/heal.macropolicy":
    'profile heal { match macro "heal*" cooldown 10ms grace 1s rule late: cancel when duration > 300ms }\n',
};

it("holds its cancellations, and not those before and after it", async () => {
  const stage = openStage(policies, served);
  const engine = await stage.watch();
  const url = await urlOf(stage);
  const cancelOne = async (macro: string) => {
    expect(await stage.start(["run", "--macro", macro, "--", "sleep", "60"]).ended).toBe(75);
    await engine.event("outcome", { macro });
  };
  await cancelOne("heal_before");
  expect((await post(`${url}/api/v1/sessions`, { name: "raid <night>" })).status).toBe(201);
  await cancelOne("heal_within");
  expect((await post(`${url}/api/v1/sessions/current/end`)).status).toBe(200);
  await cancelOne("heal_after");

  const reported = await stage.run("report", "--session", "raid <night>", "--format", "json");
  const report: Report = JSON.parse(reported.out);
  expect(report.session).toMatchObject({ kind: "named", name: "raid <night>", endedAt: expect.any(String) });
  expect(report.totals).toMatchObject({ runs: 1, cancellations: 1, ends: { cancelled: 1 } });
  expect(report.totals.protectedMs).toBeGreaterThan(0);
  expect(report.cancellations.map(({ macro, ok }) => [macro, ok])).toEqual([["heal_within", true]]);

  const whole: Report = JSON.parse((await stage.run("report", "--format", "json")).out);
  expect(whole).toMatchObject({ running: true, session: { kind: "engine" }, totals: { runs: 3, cancellations: 3 } });

  await stage.run("log", "--session", "raid <night>", "--export", "log.json");
  const log: CancellationLog = JSON.parse(readFileSync(stage.path("log.json"), "utf8"));
  expect(log.cancellations).toMatchObject([
    { macro_id: "heal_within", cancellation_reason: expect.stringMatching(/^late: /), session_id: whole.session!.id },
  ]);
  expect(log.cancellations[0]!.performance_metrics.cpu_usage).toEqual(expect.any(Number));
});
