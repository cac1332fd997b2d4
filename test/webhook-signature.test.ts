/** The documentation's receivers of webhooks, in two languages, on a request as it is really sent. */

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { webhookChannel } from "../engine/src/notify/channels/webhook.ts";
import { letter } from "../engine/src/notify/testing/example.ts";
import { startReceiver } from "../engine/src/notify/testing/receiver.ts";
import { readPage } from "./docs/page.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const { blocks } = readPage(root, "docs/notifications.md");

/** Prints what the page's function says of each request of a JSON list. */
const asking: Readonly<Record<string, string>> = {
  "check.mjs": `import { text } from "node:stream/consumers";
import { isOurs } from "./check.mjs";
const said = JSON.parse(await text(process.stdin)).map(({ headers, body, secret }) => isOurs(headers, body, secret));
console.log(JSON.stringify(said));`,
  "check.py": `import json, sys
from check import is_ours
said = [is_ours(given["headers"], given["body"].encode(), given["secret"]) for given in json.load(sys.stdin)]
print(json.dumps(said))`,
};

const isThere = (program: string) => spawnSync(program, ["--version"]).status === 0;

test.each([
  ["check.mjs", process.execPath],
  ["check.py", "python3"],
])("%s takes what is ours, and nothing else", async (file, program) => {
  if (!isThere(program)) return;
  const folder = mkdtempSync(join(tmpdir(), "macro-engine-signature-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, file), blocks.find(({ options }) => options.file === file)!.text);
  const script = join(folder, `ask.${file.split(".")[1]}`);
  writeFileSync(script, asking[file]!);

  await using receiver = await startReceiver();
  const written = (text: string) => ({ kind: "written", text }) as const;
  const config = { kind: "webhook", url: written(receiver.url), secret: written("plain words"), headers: {} } as const;
  await webhookChannel({ ...config, timeoutMs: 5000 }).deliver(letter({ macro: "hęal 😀" }));
  const { headers, text } = receiver.received[0]!;
  const ours = { headers, body: text, secret: "plain words" };
  const requests = [
    ours,
    { ...ours, body: text.replace("hęal", "hurt") },
    { ...ours, secret: "another" },
    { ...ours, headers: { ...headers, "webhook-timestamp": "1700000000" } },
    { ...ours, headers: {} },
  ];
  const { stdout, stderr } = spawnSync(program, [script], { input: JSON.stringify(requests), encoding: "utf8" });
  expect(stderr).toBe("");
  expect(JSON.parse(stdout.trim().split("\n").at(-1)!)).toEqual([true, false, false, false, false]);
});
