/** Sessions and runs over the API. */

import { describe, expect, test } from "vitest";
import { decisionEntries } from "../../store/entries.ts";
import type { Store } from "../../store/store.ts";
import { decision, noon, run, sessionStart } from "../../store/testing/example.ts";
import type { Page, SessionItem } from "../contract.ts";
import { apiFixture } from "../testing/api-fixture.ts";

const minute = 60_000;

/** Two of the engine, the second with two named ones in it; cancellations at minutes 1, 11, 12 and 21 of the second. */
function fill(store: Store): void {
  store.write([
    sessionStart("s1", { startedWall: noon - 60 * minute }),
    { kind: "session-end", session: "s1", wall: noon - minute, how: "stopped" },
    sessionStart("s2", { startedWall: noon }),
    { kind: "run-start", session: "s2", run: run("r1", { startedWall: noon, macro: "dance", title: "Dance" }) },
    { kind: "run-end", session: "s2", run: "r1", wall: noon + 5 * minute, end: { kind: "stopped" } },
    { kind: "run-start", session: "s2", run: run("r2", { startedWall: noon + 6 * minute }) },
    { kind: "named-session-start", named: { id: "n1", session: "s2", name: "raid", startedWall: noon + 10 * minute } },
    { kind: "named-session-end", named: "n1", wall: noon + 20 * minute },
    { kind: "named-session-start", named: { id: "n2", session: "s2", name: "farm", startedWall: noon + 20 * minute } },
  ]);
  for (const at of [1, 11, 12, 21])
    store.write(decisionEntries([decision({ wall: noon + at * minute })], { session: "s2", dryRun: false }));
}

describe("sessions", () => {
  test("are those of the engine and the named ones, each with what happened in it", async () => {
    await using api = await apiFixture();
    fill(api.store);
    const { items, next }: Page<SessionItem> = (await api.ask("GET", "/api/v1/sessions")).json;
    expect(next).toBeNull();
    const told = items.map(({ id, kind, name, cancellations, runs, how }) => [
      id,
      kind,
      name,
      cancellations,
      runs,
      how,
    ]);
    expect(told).toEqual([
      ["n2", "named", "farm", 1, 1, null],
      ["n1", "named", "raid", 2, 1, "ended"],
      ["s2", "engine", null, 4, 2, null],
      ["s1", "engine", null, 0, 0, "stopped"],
    ]);
    expect((await api.ask("GET", "/api/v1/sessions/n1")).json).toEqual(items[1]);
    expect((await api.ask("GET", "/api/v1/sessions/n9")).status).toBe(404);
  });

  test("come by pages", async () => {
    await using api = await apiFixture();
    fill(api.store);
    const seen: string[] = [];
    for (let cursor = ""; ; ) {
      const url = `/api/v1/sessions?limit=1${cursor === "" ? "" : `&cursor=${cursor}`}`;
      const { items, next }: Page<SessionItem> = (await api.ask("GET", url)).json;
      seen.push(...items.map(({ id }) => id));
      if (next === null) break;
      cursor = next;
    }
    expect(seen).toEqual(["n2", "n1", "s2", "s1"]);
    expect((await api.ask("GET", "/api/v1/sessions?cursor=x")).status).toBe(400);
  });

  test("begin and end by a name", async () => {
    await using api = await apiFixture();
    const begun = await api.ask("POST", "/api/v1/sessions", { body: { name: "raid" } });
    expect([begun.status, begun.headers.location]).toEqual([201, "/api/v1/sessions/n1"]);
    expect((await api.ask("POST", "/api/v1/sessions/current/end")).json).toMatchObject({ name: "raid" });
    expect(api.calls.map(({ method }) => method)).toEqual(["beginSession", "endSession"]);
    expect((await api.ask("POST", "/api/v1/sessions", { body: { name: "" } })).status).toBe(400);
  });
});

describe("runs", () => {
  test("are filtered, and got one by one", async () => {
    await using api = await apiFixture();
    fill(api.store);
    const ids = async (query: string) =>
      (await api.ask("GET", `/api/v1/runs?${query}`)).json.items.map(({ id }: { id: string }) => id);
    expect(await ids("")).toEqual(["r2", "r1"]);
    expect(await ids("running=true")).toEqual(["r2"]);
    expect(await ids("macro=dance&session=s2&profile=heal&running=false")).toEqual(["r1"]);
    expect(await ids("from=2026-01-05T12:01:00Z")).toEqual(["r2"]);
    expect((await api.ask("GET", "/api/v1/runs/r1")).json).toEqual({
      id: "r1",
      session: "s2",
      macro: "dance",
      title: "Dance",
      profile: "heal",
      level: "safe",
      origin: "child",
      pid: 4242,
      startedAt: "2026-01-05T12:00:00.000Z",
      endedAt: "2026-01-05T12:05:00.000Z",
      end: { kind: "stopped" },
    });
    expect((await api.ask("GET", "/api/v1/runs/r9")).status).toBe(404);
  });
});
