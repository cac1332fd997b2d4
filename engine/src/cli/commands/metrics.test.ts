import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { builtInMetrics } from "@macro-engine/dsl";
import { expect, onTestFinished, test } from "vitest";
import { type MetricJson, metricsCommand } from "./metrics.ts";

/** A folder with a configuration, and the command's answer in it. */
async function runMetrics(yaml: string, options = {}, files: Readonly<Record<string, string>> = {}) {
  const cwd = mkdtempSync(join(tmpdir(), "metrics-"));
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
  for (const [name, text] of Object.entries({ "macro-engine.yaml": yaml, ...files }))
    writeFileSync(join(cwd, name), text);
  let out = "";
  let errors = "";
  const io = {
    stdout(text: string) {
      out += text;
    },
    stderr(text: string) {
      errors += text;
    },
    color: false,
    cwd,
  };
  const code = await metricsCommand(options, io);
  return { code, out, errors };
}

const fileSource = `policies: .
sources:
  - kind: file
    path: game.json
`;

const queuePolicy = `metric guild.queue: count "Players waiting to log in"
profile heal { rule full: warn when guild.queue > 100 or fps < 10 }
`;

test("--json lists every metric once, with value and source or with the reason", async () => {
  const { code, out, errors } = await runMetrics(
    fileSource,
    { json: true },
    { "game.json": '{"fps": 58.5, "guild.queue": 12}', "a.macropolicy": queuePolicy },
  );
  expect({ code, errors }).toEqual({ code: 0, errors: "" });
  const entries = out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as MetricJson);
  expect(entries.map(({ metric }) => metric)).toEqual([...builtInMetrics.map(({ name }) => name), "guild.queue"]);
  const of = (name: string) => entries.find(({ metric }) => metric === name);
  expect(of("fps")).toMatchObject({ dimension: "framerate", available: true, value: 58.5 });
  expect(of("guild.queue")).toMatchObject({ available: true, value: 12, description: "Players waiting to log in" });
  expect(of("latency")).toMatchObject({ available: false, reason: expect.stringContaining("no host is configured") });
  expect(of("macro.cpu")).toMatchObject({ available: true, value: null, source: "measured for each running macro" });
  for (const entry of entries) {
    if (entry.available) expect(entry.source, entry.metric).not.toBe("");
    else expect(entry.reason, entry.metric).toMatch(/\w+ \w+/);
  }
});

test("the table shows values in readable units, and the reasons for what is missing", async () => {
  const { code, out } = await runMetrics(fileSource, {}, { "game.json": '{"response_time": 1250}' });
  expect(code).toBe(0);
  expect(out).toMatch(/^response_time +duration +1\.25s {2}.*game\.json$/m);
  expect(out).toMatch(/^latency +duration +– {2}not available: no host is configured/m);
  expect(out).toMatch(/\n\n\d+ metrics available here, \d+ not\.\n$/);
});

test("a source whose content is bad is listed with what is wrong with it", async () => {
  const { out } = await runMetrics(fileSource, {}, { "game.json": '{"fps": "fast"}' });
  expect(out).toMatch(/^fps .*not available: .*gives fps as "fast", which should be a number, in frames per second$/m);
});

test("a configuration that cannot be used is wrong use", async () => {
  const { code, out, errors } = await runMetrics("interval: soon\n");
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(errors).toContain("interval");
});
