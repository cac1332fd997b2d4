import { describe, expect, test } from "vitest";
import { parseXml, type XmlElement } from "../../cli/commands/testing/xml.ts";
import { makeReport } from "../make-report.ts";
import type { Report } from "../report.ts";
import { periodScope, sessionScope } from "../scope.ts";
import { hour, minute, noon, openTestRecord } from "../testing/record.ts";
import { csvRow } from "./csv-row.ts";
import { reportPage } from "./page/report-page.ts";
import { reportCsv } from "./report-csv.ts";
import { reportSummary, reportText } from "./report-text.ts";

const evil = '=<script>alert("x")</script>\u001b[2J, "quoted"\n<b>';

function evening(macro = "heal_group"): Report {
  const record = openTestRecord();
  record.session("before", noon - 2 * hour, noon - hour);
  record.run("before", "r0", { from: noon - 2 * hour, to: noon - hour });
  record.session("one", noon, noon + hour);
  const decision = record.fired("one", noon + 20 * minute, { run: "r1", macro, ok: true });
  record.run("one", "r1", { from: noon, to: noon + 20 * minute, end: { kind: "cancelled", decision } }, { macro });
  record.run("one", "r2", { from: noon, to: noon + hour, end: { kind: "left" } }, { macro: "chat", profile: null });
  const lag = { rule: "lag", action: "warn", values: { latency: 600 }, message: `slow for ${macro}` } as const;
  record.fired("one", noon + 5 * minute, { run: "r1", macro, ...lag });
  record.measured("cpu.usage", noon, noon + 10 * minute, () => 40);
  record.measured("cpu.usage", noon + 15 * minute, noon + 25 * minute, () => 95);
  record.measured("fps", noon, noon + 20 * minute, () => 60, "r1");
  const reader = record.reader();
  const found = sessionScope(reader, "one", { nowWall: noon + 3 * hour, zone: "UTC" });
  if ("problem" in found) throw new Error(found.problem);
  return makeReport(reader, found.scope, noon + 3 * hour);
}

test("text: what happened, by macro, rule and reason", () => {
  expect(
    reportText(evening(), { zone: "Europe/Berlin" }),
  ).toBe(`Report of session one, 2026-01-05 13:00 – 2026-01-05 14:00
  2 runs of 2 macros, protected for 20m in all, watched without protection for 1h; the engine was there for 1h
  1 cancellation, 0 pauses, 0 throttles, 1 warning
  in the session before: 1 run, protected for 1h, 0 cancellations; an hour of protection saw 0 of them then, 3 now
  under no profile, so not protected: chat

Macros
  macro       profile      runs  protected  longest  cancelled  paused  throttled  warned  fps avg  ended
  heal_group  heal            1        20m      20m          1       0          0       1    60fps  1 cancelled
  chat        unprotected     1         0s       1h          0       0          0       0        –  1 left running

Rules
  rule          action  cancelled  paused  throttled  warned  last              when
  heal.cpu_hot  cancel          1       0          0       0  2026-01-05 13:20  cpu.usage > 85% for 5s
  heal.lag      warn            0       0          0       1  2026-01-05 13:05  cpu.usage > 85% for 5s

Reasons
  metric          cancelled  paused  throttled  warned  rules
  cpu.usage, fps          1       0          0       0  heal.cpu_hot
  latency                 0       0          0       1  heal.lag

Profiles
  profile  runs  protected  cancelled  paused  throttled  warned
  heal        1        20m          1       0          0       1

Metrics of the system
  metric     least  average  greatest  average before
  cpu.usage    40%    67.5%       95%               –

Cancellations
  time                 macro       rule          why                    outcome
  2026-01-05 13:20:00  heal_group  heal.cpu_hot  CPU at 95%, limit 85%  ended after SIGTERM
`);
});

test("every time in it is told where its reader is, and in JSON as it is", () => {
  const record = openTestRecord();
  record.session("one", noon, null);
  record.sql("UPDATE sessions SET owner = '999999999:1', pid = 999999999 WHERE id = 'one'");
  const report = makeReport(record.reader(), periodScope(noon - hour, noon + hour, noon + hour), noon + hour);
  expect(JSON.parse(JSON.stringify(report.notes))).toEqual([
    { text: "an engine ended without a word, last seen at", times: ["2026-01-05T12:00:00.000Z"] },
    { text: "the record begins within this period, at", times: ["2026-01-05T12:00:00.000Z"] },
  ]);
  for (const text of [
    reportText(report, { zone: "Asia/Kathmandu" }),
    reportSummary(report, "Asia/Kathmandu"),
    reportPage(report, "Asia/Kathmandu"),
  ]) {
    expect(text).toContain("last seen at 2026-01-05 17:45:00");
    expect(text).toContain("the record begins within this period, at 2026-01-05 17:45:00");
    expect(text).not.toContain("12:00");
  }
});

test("a summary for a message leaves the tables out", () => {
  const lines = reportSummary(evening(), "UTC").split("\n");
  expect(lines).toHaveLength(6);
  expect(lines.at(-1)).toBe("heal.cpu_hot cancelled 1, last at 2026-01-05 12:20: CPU at 95%, limit 85%");
});

test("names do nothing to a terminal", () => {
  const text = `${reportText(evening(evil), { zone: "UTC" })}${reportSummary(evening(evil), "UTC")}`;
  expect(text).not.toContain("\u001b");
  expect(text).toContain('=<script>alert("x")</script>�[2J, "quoted" <b>');
});

test("CSV: a row a thing, of one width, and no text that a spreadsheet would work out", () => {
  const rows = parseCsv(reportCsv(evening(evil)));
  const [head, ...rest] = rows;
  expect(new Set(rows.map((row) => row.length))).toEqual(new Set([head!.length]));
  const cell = (group: string, name: string, column: string) =>
    rest.find((row) => row[0] === group && row[1] === name)?.[head!.indexOf(column)];
  expect(cell("total", "2026-01-05T12:00:00.000Z/2026-01-05T13:00:00.000Z", "cancellations")).toBe("1");
  expect(cell("macro", `'${evil}`, "protected_seconds")).toBe("1200");
  expect(cell("rule", "heal.lag", "warnings")).toBe("1");
  expect(cell("metric", "cpu.usage", "avg")).toBe("67.5");
  expect(rest.filter(([group]) => group === "macro metric").map((row) => row[head!.indexOf("of")])).toEqual([
    `'${evil}`,
  ]);
});

test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "＠x"])("CSV: %j is text", (cell) => {
  expect(parseCsv(csvRow([cell, -1, "a=b", null]))).toEqual([[`'${cell}`, "-1", "a=b", ""]]);
});

/** As RFC 4180 has it. */
function parseCsv(text: string): string[][] {
  const cells = [...text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)];
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of cells) {
    rows.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain!);
    if (end !== ",") rows.push([]);
  }
  return rows.slice(0, -1);
}

describe("page", () => {
  const parsed = (report: Report): XmlElement[] => {
    const [doctype, ...rest] = reportPage(report, "UTC").split("\n");
    expect(doctype).toBe("<!DOCTYPE html>");
    return flat(parseXml(`<?xml version="1.0" encoding="UTF-8"?>\n${rest.join("\n")}`));
  };

  test("charts, tables, and the marks of cancellations", () => {
    const elements = parsed(evening());
    const captions = elements.filter(({ name }) => name === "figcaption").map(({ text }) => text);
    expect(captions).toEqual(["Firings a step of 30s: ", "cpu.usage", "heal_group: fps", "Firings by rule"]);
    const headings = elements.filter(({ name }) => name === "h2").map(({ text }) => text);
    expect(headings).toEqual([
      "Over time",
      "Macros",
      "Rules",
      "Reasons",
      "Profiles",
      "Metrics of the system",
      "Cancellations",
    ]);
    const marks = elements.filter(({ name, attributes }) => name === "line" && attributes.class === "limit");
    // One a chart, where it concerns the macro.
    expect(marks).toHaveLength(2);
    // Where nothing was measured, the course has a hole: two shapes.
    const course = elements.find(({ attributes }) => attributes.class === "course")!.attributes.d!;
    expect(course.split("M")).toHaveLength(3);
    for (const { attributes } of elements)
      for (const value of Object.values(attributes)) expect(value).not.toContain("NaN");
  });

  test("names stay names, and nothing is asked of anybody", () => {
    const elements = parsed(evening(evil));
    const names = new Set(elements.map(({ name }) => name));
    expect(names.has("script") || names.has("b")).toBe(false);
    expect(elements.some(({ name, text }) => name === "td" && text.startsWith("=<script>"))).toBe(true);
    for (const { name, attributes } of elements) {
      for (const [key, value] of Object.entries(attributes)) {
        expect(key.startsWith("on") || ["src", "style", "action"].includes(key), `${name} ${key}`).toBe(false);
        if (key === "href") expect(value).toMatch(/^#/);
      }
    }
  });

  test("of nothing is one all the same", () => {
    const record = openTestRecord();
    record.session("one", noon, noon);
    const reader = record.reader();
    const found = sessionScope(reader, "one", { nowWall: noon, zone: "UTC" });
    const elements = parsed(makeReport(reader, (found as { scope: never }).scope, noon));
    expect(elements.some(({ name }) => name === "svg")).toBe(false);
  });
});

function flat(elements: readonly XmlElement[]): XmlElement[] {
  return elements.flatMap((element) => [element, ...flat(element.children)]);
}
