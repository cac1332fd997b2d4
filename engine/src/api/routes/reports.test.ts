/** Reports and logs over the API, in every format; what makes no sense is refused. */

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decisionEntries } from "../../store/entries.ts";
import { decision, run, sessionStart } from "../../store/testing/example.ts";
import type { Report } from "../contract.ts";
import { type ApiFixture, apiFixture } from "../testing/api-fixture.ts";

const minute = 60_000;
const begin = Date.now() - 60 * minute;

let api: ApiFixture;

/** An hour of the engine with a named session in its second half; one cancellation in each half. */
beforeAll(async () => {
  api = await apiFixture();
  api.store.write([
    sessionStart("s1", { startedWall: begin }),
    { kind: "run-start", session: "s1", run: run("r1", { startedWall: begin, title: "<b>Heal</b>" }) },
    { kind: "named-session-start", named: { id: "n1", session: "s1", name: "raid", startedWall: begin + 30 * minute } },
    { kind: "named-session-end", named: "n1", wall: begin + 50 * minute },
  ]);
  for (const [at, message] of [
    [10, "first"],
    [40, "<script>second</script>"],
  ] as const) {
    const made = [decision({ run: "r1", wall: begin + at * minute, message })];
    api.store.write(decisionEntries(made, { session: "s1", dryRun: false }));
  }
});

afterAll(() => api[Symbol.asyncDispose]());

const ask = (query: string) => api.ask("GET", `/api/v1/report?${query}`, { as: "viewer" });

describe("a report", () => {
  test.each([
    ["", "session", 2],
    ["session=s1", "session", 2],
    ["session=raid", "session", 1],
    ["since=7d", "period", 2],
    ["since=30m", "period", 1],
    [`from=${new Date(begin).toISOString()}&to=${new Date(begin + 20 * minute).toISOString()}`, "period", 1],
  ])("of ?%s is of a %s with %i cancellations", async (query, kind, cancellations) => {
    const report: Report = (await ask(query)).json;
    expect(report).toMatchObject({ kind, totals: { cancellations } });
    expect(report.cancellations).toHaveLength(cancellations);
  });

  test.each([
    ["csv", "text/csv", "cancellations"],
    ["text", "text/plain", "cpu_hot"],
    ["html", "text/html", "&lt;script&gt;"],
  ])("comes as %s", async (format, type, words) => {
    const { status, headers, text } = await ask(`since=7d&format=${format}`);
    expect([status, headers["content-type"]]).toEqual([200, expect.stringContaining(type)]);
    expect(text).toContain(words);
    if (format === "html") {
      expect(text).not.toContain("<script>second");
      expect(headers["content-security-policy"]).toContain("default-src 'none'");
      expect(headers["content-security-policy"]).not.toContain("script-src");
    }
  });

  test.each([
    ["session=nobody", 404, "there is no session nobody"],
    ["session=s1&since=7d", 400, "a session has its own time"],
    ["since=7d&from=2026-01-01", 400, "two beginnings"],
    ["to=2026-01-01", 400, "`to` needs a beginning"],
    ["from=2126-01-01", 400, "the period has not begun yet"],
    ["from=2026-01-02&to=2026-01-01", 400, "the period ends before it begins"],
    ["since=soon", 400, "`since`"],
    ["format=pdf", 400, "format"],
  ])("of ?%s is refused with %i", async (query, status, words) => {
    expect((await ask(query)).json).toMatchObject({ status, detail: expect.stringContaining(words) });
  });
});

describe("the log", () => {
  const log = async (query: string) => (await api.ask("GET", `/api/v1/log?${query}`, { as: "viewer" })).json;

  test.each([
    ["", 2],
    ["session=s1", 2],
    ["session=n1", 1],
    ["macro=dance", 0],
    [`to=${new Date(begin + 20 * minute).toISOString()}`, 1],
  ])("of ?%s has %i", async (query, count) => {
    const { total_cancellations: total, cancellations } = await log(query);
    expect([total, cancellations.length]).toEqual([count, count]);
  });

  test("has the original's fields", async () => {
    const { cancellations } = await log("");
    expect(cancellations[0]).toEqual({
      macro_id: "heal_group",
      macro_name: "<b>Heal</b>",
      cancellation_reason: "cpu_hot: first",
      timestamp: new Date(begin + 10 * minute).toISOString(),
      session_id: "s1",
      performance_metrics: { cpu_usage: 95, memory_usage: null, fps: null, latency: null, response_time: null },
    });
    expect(await log("session=nobody")).toMatchObject({ status: 404 });
  });
});
