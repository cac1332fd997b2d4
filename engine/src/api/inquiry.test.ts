/** The worker thread behind the API: it comes and goes, and neither a long question nor a fatal one harms the next. */

import { writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { loadConfig } from "../config.ts";
import { temporaryFolder } from "../store/testing/example.ts";
import { createInquiry, type InquiryOptions } from "./inquiry.ts";

function inquiry(options: InquiryOptions = {}) {
  const folder = temporaryFolder();
  writeFileSync(folder.file("heal.macropolicy"), "profile heal { }\n");
  const { config } = loadConfig({ cwd: folder.path, policies: ["heal.macropolicy"] });
  const input = {
    config: { ...config, store: { ...config.store, path: folder.file("none") } },
    configPath: null,
    cwd: folder.path,
    besides: [],
  };
  const made = createInquiry(() => input, options);
  return Object.assign(made, {
    [Symbol.asyncDispose]: async () => {
      await made.close();
      folder[Symbol.dispose]();
    },
  });
}

test("answers, also after it has ended for want of questions; an error is its question's alone", async () => {
  await using asked = inquiry({ idleMs: 1 });
  for (let round = 0; round < 2; round += 1) {
    const [policies, report] = await Promise.allSettled([
      asked.ask("policies", null),
      asked.ask("report", { session: null, fromWall: null, toWall: null, format: "json" }),
    ]);
    expect(policies).toMatchObject({ status: "fulfilled", value: { files: [{ profiles: ["heal"] }] } });
    expect(report).toMatchObject({
      reason: { status: 503, message: expect.stringContaining("there is no record at") },
    });
    await new Promise((done) => setTimeout(done, 50));
  }
});

test("gives up what takes too long, and answers the next", async () => {
  await using asked = inquiry({ timeoutMs: 1 });
  await expect(asked.ask("policies", null)).rejects.toMatchObject({
    status: 503,
    message: expect.stringContaining("too long"),
  });
});

test("refuses more than it can get to", async () => {
  await using asked = inquiry();
  const all = await Promise.allSettled(Array.from({ length: 40 }, () => asked.ask("policies", null)));
  const refused = all.filter(({ status }) => status === "rejected");
  expect(refused).toHaveLength(8);
  expect(refused[0]).toMatchObject({ reason: { status: 503, message: expect.stringContaining("ask again") } });
});
