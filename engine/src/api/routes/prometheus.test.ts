import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { methods } from "../../control/testing/example.ts";
import { decisionEntries, outcomeEntry } from "../../store/entries.ts";
import { decision, noon, sessionStart } from "../../store/testing/example.ts";
import { apiFixture } from "../testing/api-fixture.ts";

test("Prometheus gets its text, with the firings of this session", async () => {
  await using api = await apiFixture();
  const { session } = methods().status({}, null as never) as { session: string };
  api.store.write([
    sessionStart(session),
    sessionStart("another"),
    ...decisionEntries([decision(), decision({ wall: noon + 1000 })], { session, dryRun: false }),
    ...decisionEntries([decision({ wall: noon + 2000 })], { session: "another", dryRun: false }),
  ]);
  const { status, text, headers } = await api.ask("GET", "/metrics", { as: "viewer" });
  expect(status).toBe(200);
  expect(headers["content-type"]).toBe("text/plain; version=0.0.4; charset=utf-8");
  expect(text).toContain("# TYPE macro_engine_firings_total counter\n");
  expect(text).toMatch(/^macro_engine_firings_total\{macro="heal_group",.*rule="cpu_hot".*\} 2$/m);
  expect(text).toMatch(/^macro_engine_process_resident_memory_bytes\{process="control plane"\} [1-9]\d+$/m);
});

test("firings are counted on: their numbers never fall, though the record forgets", async () => {
  await using api = await apiFixture();
  const { session } = methods().status({}, null as never) as { session: string };
  const fire = (wall: number) => {
    const [entry] = decisionEntries([decision({ wall })], { session, dryRun: false });
    api.store.write([entry!]);
    return entry!.decision.id;
  };
  const came = (id: string, ok: boolean, wall: number) => {
    const outcome = { action: "cancel", ok, how: "", tookMs: 1, processes: 1, left: [] } as const;
    api.store.write([outcomeEntry(outcome, { decision: id, run: "r", wall })]);
  };
  const told = async () => {
    const { text } = await api.ask("GET", "/metrics");
    return ["firings", "failed_actions"].map((name) =>
      Number(new RegExp(`^macro_engine_${name}_total\\{.*\\} (\\d+)$`, "m").exec(text)![1]),
    );
  };
  const first = fire(noon);
  expect(await told()).toEqual([1, 0]);
  came(first, false, noon + 1000);
  expect(await told()).toEqual([1, 1]);
  came(first, true, noon + 2000);
  const second = fire(noon + 3000);
  came(second, false, noon + 4000);
  expect(await told()).toEqual([2, 2]);
  const database = new DatabaseSync(join(api.folder, "store.sqlite"));
  database.exec("DELETE FROM decisions");
  database.close();
  expect(await told()).toEqual([2, 2]);
});

test("OpenMetrics goes to whom it is asked by", async () => {
  await using api = await apiFixture();
  const accept = "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5";
  const { text, headers } = await api.ask("GET", "/metrics", { headers: { accept } });
  expect(headers["content-type"]).toBe("application/openmetrics-text; version=1.0.0; charset=utf-8");
  expect(text.endsWith("\n# EOF\n")).toBe(true);
});

test("a stranger gets nothing, and a macro's token is for other things", async () => {
  await using api = await apiFixture();
  expect((await api.ask("GET", "/metrics", { as: null })).status).toBe(401);
  expect((await api.ask("GET", "/metrics", { as: "macro" })).status).toBe(403);
});
