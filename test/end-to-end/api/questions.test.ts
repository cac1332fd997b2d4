/** What a page asks of a real engine's record and policies: the built server, its thread, a macro that was cancelled. */

import { expect, it } from "vitest";
import type {
  CancellationDetail,
  DecisionItem,
  EffectiveProfile,
  History,
  Measurements,
  Page,
  PolicyVerdict,
  Report,
  WhatIfAnswer,
} from "../../../engine/src/api/contract.ts";
import { served, tokens, urlOf } from "../testing/served.ts";
import { openStage } from "../testing/stage.ts";

const path = "policies/heal.macropolicy";
const text = `profile heal {
  grace 300ms
  match process "*STAGE/heal.sh"
  rule fps_low: cancel when fps < 15
  rule late: warn when duration > 1h
}
`;

it("a cancellation is explained, becomes a test, and vanishes under another limit", async () => {
  const stage = openStage({ [path]: text }, served);
  const macro = stage.macro("heal");
  const engine = await stage.watch();
  await engine.event("macro-start", { macro: "heal" });
  const url = await urlOf(stage);
  const headers = { authorization: `Bearer ${tokens.viewer}`, "content-type": "application/json" };
  const get = async <T>(at: string) => (await fetch(new URL(at, url), { headers })).json() as Promise<T>;
  const post = async <T>(at: string, body: object) =>
    (await fetch(new URL(at, url), { method: "POST", headers, body: JSON.stringify(body) })).json() as Promise<T>;

  const margins = await get<EffectiveProfile>("/api/v1/profiles/heal");
  expect(margins.rules[0]).toMatchObject({ rule: "fps_low", comparisons: [{ value: 60, limit: 15 }] });
  const { metrics } = await get<Measurements>("/api/v1/metrics");
  expect(metrics.find(({ metric }) => metric === "fps")).toMatchObject({ available: true, value: 60, why: null });
  expect(metrics.find(({ metric }) => metric === "latency")).toMatchObject({ available: false, value: null });
  expect(metrics.find(({ metric }) => metric === "latency")?.why).toContain("sources:");
  stage.report({ fps: 5 });
  await engine.event("macro-end", { macro: "heal" });
  expect(macro.pid).toEqual(expect.any(Number));

  const { items } = await get<Page<DecisionItem>>("/api/v1/cancellations");
  expect(items).toMatchObject([{ macro: "heal", rule: "fps_low", values: { fps: 5 } }]);
  const [{ id, run }] = items as [DecisionItem];
  const detail = await get<CancellationDetail>(`/api/v1/cancellations/${id}`);
  expect(detail).toMatchObject({ id, changed: false, source: "rule fps_low: cancel when fps < 15" });
  expect(detail.explanation).toContain("What would have spared it");
  expect(detail.course[0]).toMatchObject({ metric: "fps", dimension: "framerate", limits: [15] });
  const whole = { path, text: `${text.replaceAll("STAGE", stage.folder)}\n${detail.test}` };
  expect(await post<PolicyVerdict>("/api/v1/policies/check", whole)).toEqual({ ok: true, diagnostics: [] });
  // What is written is what `macro-engine test` runs.
  stage.write({ [path]: `${text}\n${detail.test}` });
  expect(await stage.run("test", "policies")).toMatchObject({ code: 0 });

  const asked = { profile: "heal", rule: "fps_low", comparison: 0, limit: 3, since: "1h" };
  const before = engine.events().length;
  stage.write({ [path]: "profile heal {" });
  await engine.event("reload", { ok: false }, before);
  const broken = await get<EffectiveProfile>("/api/v1/profiles/heal");
  expect(broken).toMatchObject({
    rules: [{ rule: "fps_low", comparisons: [{ value: 5, limit: 15 }] }, { rule: "late" }],
  });
  expect(broken.problems).toContain(`${path}:1`);
  stage.write({ [path]: `${text}\n${detail.test}` });

  const vanishes = await post<WhatIfAnswer>("/api/v1/what-if", asked);
  expect(vanishes).toMatchObject({ before: [{ run, decision: id }], after: [], blindMs: 0 });
  const course = await get<History>("/api/v1/metrics/fps/history?step=1s");
  expect([Math.max(...course.max), Math.min(...course.min)]).toEqual([60, 5]);
  const report = await get<Report>("/api/v1/report");
  expect(report).toMatchObject({ kind: "session", totals: { cancellations: 1, runs: 1 } });
});
