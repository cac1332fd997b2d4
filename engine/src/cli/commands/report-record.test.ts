import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { Report } from "../../reports/report.ts";
import { openStore } from "../../store/sqlite-store.ts";
import { bounds, run, sessionStart } from "../../store/testing/example.ts";
import { registerReport } from "./report.ts";
import { openWorkshop, type Workshop } from "./testing/workshop.ts";

const hour = 3_600_000;

/** A record with two sessions: one of yesterday, and one that ended an hour ago. */
async function openShop(): Promise<Workshop> {
  const shop = await openWorkshop({
    "macro-engine.yaml": "policies: [policies]\nstore: { path: record.sqlite }\n",
    "policies/heal.macropolicy": "profile heal { rule low: warn when fps < 5 }\n",
  });
  const store = openStore({ path: join(shop.cwd, "record.sqlite"), ...bounds });
  const now = Date.now();
  for (const [id, from] of [
    ["yesterday", now - 24 * hour],
    ["today", now - 2 * hour],
  ] as const) {
    store.write([
      sessionStart(id, { startedWall: from }),
      { kind: "run-start", session: id, run: run(`${id}-run`, { startedWall: from }) },
      { kind: "run-end", session: id, run: `${id}-run`, wall: from + hour, end: { kind: "stopped" } },
      { kind: "session-end", session: id, wall: from + hour, how: "SIGTERM" },
    ]);
  }
  store.close();
  return shop;
}

async function report(shop: Workshop, ...args: string[]) {
  const program = new Command().exitOverride().configureOutput({ writeErr: shop.io.stderr });
  registerReport(program, () => shop.io);
  const before = process.exitCode;
  await program.parseAsync(["report", ...args], { from: "user" });
  const code = process.exitCode;
  process.exitCode = before;
  return { code, out: shop.out(), err: shop.err() };
}

async function parsed(shop: Workshop, ...args: string[]): Promise<Report> {
  const { out, err } = await report(shop, ...args, "--format", "json");
  expect(err).toBe("");
  return JSON.parse(out);
}

test("without anything it tells of the newest session", async () => {
  const { code, out, err } = await report(await openShop());
  expect([code, err]).toEqual([0, ""]);
  expect(out).toMatch(/^Report of session today, .*\n {2}1 run of 1 macro, protected for 1h in all/);
});

test("of a session, or of a period, compared with the one before", async () => {
  const shop = await openShop();
  expect((await parsed(shop, "--session", "yesterday")).session).toMatchObject({ id: "yesterday", how: "SIGTERM" });
  const since = await parsed(shop, "--since", "12h");
  expect(since).toMatchObject({ kind: "period", running: true, totals: { runs: 1 }, before: { runs: 1 } });
  expect((await parsed(shop, "--from", "7d", "--to", "12h")).totals.runs).toBe(1);
  expect((await parsed(shop, "--since", "7d")).totals.runs).toBe(2);
});

test("counts days and times where its reader is, as the configuration has it", async () => {
  const shop = await openShop();
  const config = join(shop.cwd, "macro-engine.yaml");
  writeFileSync(config, `${readFileSync(config, "utf8")}zone: Europe/Berlin\n`);
  expect(await parsed(shop, "--from", "2026-01-05", "--to", "2026-07-05T12:00")).toMatchObject({
    from: "2026-01-04T23:00:00.000Z",
    to: "2026-07-05T10:00:00.000Z",
  });
  const given = await parsed(shop, "--from", "2026-01-05T00:00:00Z", "--to", "2026-01-05T12:00:00-02:00");
  expect([given.from, given.to]).toEqual(["2026-01-05T00:00:00.000Z", "2026-01-05T14:00:00.000Z"]);
});

test("goes into a file in the form that is asked for", async () => {
  const shop = await openShop();
  for (const [format, begins] of [
    ["text", "Report of session today"],
    ["html", "<!DOCTYPE html>"],
    ["csv", "group,name,"],
    ["json", '{"kind":"session"'],
  ] as const) {
    expect(await report(shop, "--format", format, "-o", `report.${format}`)).toEqual({ code: 0, out: "", err: "" });
    expect(readFileSync(join(shop.cwd, `report.${format}`), "utf8").startsWith(begins)).toBe(true);
  }
  const { code, err } = await report(shop, "-o", "missing/report.txt");
  expect([code, err]).toEqual([2, "missing/report.txt cannot be written: there is no such folder\n"]);
});

describe("is refused in words", () => {
  test.each([
    [["--session", "nobody"], /^there is no session nobody\nthe newest are:\n {2}today {2}/],
    [["--since", "soon"], /^--since: soon is no time; write a time ago such as 7d/],
    [["--from", "7d", "--to", "never"], /^--to: never is no time/],
    [["--from", "1d", "--to", "2d"], /^the period ends before it begins/],
    [["--from", "2126-01-01"], /^the period has not begun yet/],
    [["--to", "2d"], /^--to needs a beginning/],
    [["--since", "7d", "--from", "8d"], /^--since and --from are two beginnings/],
    [["--session", "today", "--since", "7d"], /^a session has its own time/],
    [["--store", "nothing.sqlite"], /^there is no record at .*nothing\.sqlite/],
    [["fps=57", "--since", "7d"], /^a macro's report of itself and a report of the record are two things/],
  ])("%j", async (args, words) => {
    const { code, out, err } = await report(await openShop(), ...args);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(words);
  });
});

describe("inside a macro", () => {
  afterEach(() => vi.unstubAllEnvs());

  test("it stays the macro's own, unless the record is asked for", async () => {
    vi.stubEnv("MACRO_ENGINE_RUN", "some-run");
    const shop = await openShop();
    expect(await report(shop)).toMatchObject({ code: 1, err: expect.stringMatching(/^no engine watches /) });
    expect(await report(shop, "--format", "text")).toMatchObject({ code: 0, err: "" });
  });

  test("as it does for values, a run and actions anywhere", async () => {
    const shop = await openShop();
    for (const args of [["fps=57"], ["--run", "heal_group"], ["--actions", "3"]])
      expect((await report(shop, ...args)).err).toMatch(/^no engine watches /);
  });
});
