/** What is on record, read over the API: pages, filters, courses, and words where a request makes no sense. */

import { describe, expect, test } from "vitest";
import type { Decision } from "../../runtime/types.ts";
import { decisionEntries } from "../../store/entries.ts";
import type { Store } from "../../store/store.ts";
import { decision, noon, run, sessionStart } from "../../store/testing/example.ts";
import type { DecisionItem, Page } from "../contract.ts";
import { apiFixture } from "../testing/api-fixture.ts";

function decide(store: Store, count: number, changes: (index: number) => Partial<Decision>): string[] {
  const made = Array.from({ length: count }, (_, index) => decision({ wall: noon + 1000 * index, ...changes(index) }));
  const entries = decisionEntries(made, { session: "s", dryRun: false });
  store.write(entries);
  return entries.map(({ decision: { id } }) => id);
}

describe("decisions", () => {
  test("come by pages, newest first, until there are no more", async () => {
    await using api = await apiFixture();
    const ids = decide(api.store, 7, () => ({}));
    const seen: string[] = [];
    let url = "/api/v1/decisions?limit=3";
    for (let pages = 0; pages < 3; pages += 1) {
      const { items, next }: Page<DecisionItem> = (await api.ask("GET", url)).json;
      seen.push(...items.map(({ id }) => id));
      url = `/api/v1/decisions?limit=3&cursor=${next}`;
      if (next === null) break;
    }
    expect(seen).toEqual(ids.toReversed());
  });

  test("are filtered by what they are about, and by time", async () => {
    await using api = await apiFixture();
    decide(api.store, 4, (index) => ({
      macro: index % 2 === 0 ? "heal_group" : 'dance "& <b>',
      action: index === 3 ? "cancel" : "warn",
      all: index === 3,
    }));
    const times = async (query: string) => {
      const { items }: Page<DecisionItem> = (await api.ask("GET", `/api/v1/decisions?${query}`)).json;
      return items.map(({ time }) => (Date.parse(time) - noon) / 1000);
    };
    expect(await times("macro=heal_group")).toEqual([2, 0]);
    expect(await times(`macro=${encodeURIComponent('dance "& <b>')}`)).toEqual([3, 1]);
    expect(await times("from=2026-01-05T12:00:01Z&to=2026-01-05T12:00:03Z")).toEqual([2, 1]);
    expect(await times("from=2026-01-06")).toEqual([]);
    expect(await times("action=warn&profile=heal&rule=cpu_hot&session=s&run=run-1&kind=fire")).toEqual([2, 1, 0]);
    for (const another of ["action=pause", "profile=buff", "rule=lag", "session=t", "run=run-2", "kind=clear"])
      expect(await times(another), another).toEqual([]);
    const { items } = (await api.ask("GET", "/api/v1/cancellations")).json;
    expect(items).toMatchObject([
      { action: "cancel all", macro: 'dance "& <b>', mute: null, file: "heal.macropolicy" },
    ]);
    expect((await api.ask("GET", `/api/v1/decisions/${items[0]!.id}`)).json).toEqual(items[0]);
    // Whoever filters decisions may filter these in the same words.
    const same = await api.ask("GET", "/api/v1/cancellations?kind=fire&action=cancel&from=2026-01-05&rule=cpu_hot");
    expect(same.json.items).toEqual(items);
    expect((await api.ask("GET", "/api/v1/cancellations?kind=clear")).status).toBe(400);
  });

  test.each([
    ["from=yesterday", '`from` is a time such as 2026-01-31T20:00:00Z, or a day such as 2026-01-31, not "yesterday"'],
    ["from=2026-02-02&to=2026-02-01", "`from` is before `to`: the range holds nothing"],
    ["cursor=7", null],
    ["limit=0", null],
    ["colour=red", null],
    ["action=explode", null],
  ])("of %s are refused", async (query, detail) => {
    await using api = await apiFixture();
    const answer = await api.ask("GET", `/api/v1/decisions?${query}`);
    expect(answer.status).toBe(400);
    expect(answer.headers["content-type"]).toContain("application/problem+json");
    if (detail !== null) expect(answer.json.detail).toBe(detail);
  });

  test("that are not on record are 404", async () => {
    await using api = await apiFixture();
    const answer = await api.ask("GET", "/api/v1/decisions/none");
    expect(answer.json).toMatchObject({ status: 404, detail: expect.stringContaining("no decision none") });
  });
});

describe("a metric's course", () => {
  test("is read by range and step, what the engine holds in memory included", async () => {
    await using api = await apiFixture();
    api.store.write([sessionStart("s"), { kind: "run-start", session: "s", run: run("r") }]);
    for (let second = 0; second < 60; second += 1) {
      api.store.sample("cpu.usage", second, noon + 1000 * second);
      if (second >= 30) api.store.sample("fps", 60, noon + 1000 * second, "r");
    }
    const url = "/api/v1/metrics/cpu.usage/history?from=2026-01-05T12:00:00Z&to=2026-01-05T12:01:00Z";
    expect((await api.ask("GET", `${url}&step=20s`)).json).toEqual({
      metric: "cpu.usage",
      run: null,
      from: "2026-01-05T12:00:00.000Z",
      to: "2026-01-05T12:01:00.000Z",
      stepMs: 20_000,
      time: [noon, noon + 20_000, noon + 40_000],
      min: [0, 20, 40],
      avg: [9.5, 29.5, 49.5],
      max: [19, 39, 59],
    });
    expect((await api.ask("GET", url)).json.stepMs).toBe(1000);
    const own = url.replace("cpu.usage", "fps");
    // By the run's id, or the name of its macro.
    for (const name of ["r", "heal_group"]) {
      expect((await api.ask("GET", `${own}&step=1m&run=${name}`)).json).toMatchObject({ run: "r", avg: [60] });
    }
    // Several that ask within a second have the engine write once.
    expect(api.calls.filter(({ method }) => method === "flush")).toHaveLength(1);
  });

  test.each([
    ["step=1", 400, "has no unit"],
    ["step=10ms", 400, "`step` is at least 1s"],
    ["from=2026-01-01&to=2026-01-31&step=1s", 400, "more than 5000 steps of 1s"],
    ["run=nobody", 404, "no run nobody is on record"],
    ["", 404, "there is no metric luck"],
  ])("of ?%s is answered with %i", async (query, status, words) => {
    await using api = await apiFixture();
    const answer = await api.ask("GET", `/api/v1/metrics/luck/history?${query}`);
    expect(answer.json).toMatchObject({ status, detail: expect.stringContaining(words) });
  });
});
