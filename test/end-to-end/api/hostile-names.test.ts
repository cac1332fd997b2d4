/** A macro whose name is markup, a command to the terminal, a mention and a path: through a real engine it comes out as text. */

import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { startReceiver } from "../../../engine/src/notify/testing/receiver.ts";
import { ask, post, served, tokens, urlOf } from "../testing/served.ts";
import { openStage, until } from "../testing/stage.ts";

const name = `=<img src=x onerror=alert(1)>"\u001b[2J\r\n@everyone [a](http://b) ../../../escaped\u202e`;
const policies = {
  "policies/game.macropolicy": `profile game {
  notify chat on cancel
  rule slow: cancel when fps < 100
}
`,
};

it("in the API, the page, Discord, the log and the terminal", async () => {
  await using chat = await startReceiver();
  const channels = `channels:\n  chat: { kind: discord, url: "${chat.url}/hook" }\n`;
  const stage = openStage(policies, served + channels);
  stage.report({ fps: 120 });
  // As it says things to people, not to programs.
  const engine = stage.start(["watch"]);
  await engine.says(/dashboard: http/);
  const url = await urlOf(stage);

  // The API, as far as a megabyte.
  const macro = { macro: name, title: name, profile: "game" };
  const { body: run } = await post(`${url}/api/v1/macros`, macro, tokens.macro);
  const longer = (length: number) => post(`${url}/api/v1/macros`, { macro: "x".repeat(length) }, tokens.macro);
  expect([(await longer(1_000_000)).status, (await longer(1_100_000)).status]).toEqual([400, 413]);
  const status = await stage.run("status");
  stage.report({ fps: 60 });
  let found: { readonly macro: string }[] = [];
  await until(async () => {
    const { body } = await ask(`${url}/api/v1/cancellations?macro=${encodeURIComponent(name)}`);
    found = body.items;
    return found.length > 0;
  }, "the cancellation");
  expect(found).toMatchObject([{ macro: name, run: run.id }]);
  const metrics = String((await ask(`${url}/metrics`)).body);
  expect(metrics.split("\n").filter((line) => line !== "" && !/^(#|[a-z_0-9]+[{ ])/.test(line))).toEqual([]);

  // The page of the report, and the table.
  const page = await ask(`${url}/api/v1/report?format=html`);
  expect(page.body).toContain("&lt;img src=x onerror=alert(1)&gt;");
  expect(page.body).not.toMatch(/<img|<script/);
  expect(String((await ask(`${url}/api/v1/report?format=csv`)).body)).not.toMatch(/(^|,)"?=<img/m);

  // Discord.
  const [received] = await chat.until(1);
  const { json } = received!;
  expect(json.allowed_mentions).toEqual({ parse: [] });
  expect(json.embeds[0]!.title).toMatch(/^=\\<img src=x onerror=alert\(1\)\\>/);
  expect(JSON.stringify(json)).not.toMatch(/[^\\]@everyone|\\u001b|\u202e|[^\\]\]\(http:/);

  // The log, which is a file of its own folder whatever stands in it.
  const { body: saved } = await post(`${url}/api/macro-safety/log`);
  expect(JSON.parse(readFileSync(stage.path(saved.log_path), "utf8")).cancellations).toMatchObject([
    { macro_id: name },
  ]);
  expect(readdirSync(stage.path("logs"))).toHaveLength(1);

  // Terminals.
  const printed = [status, ...(await Promise.all([stage.run("log"), stage.run("audit", "list")]))];
  for (const text of [engine.out + engine.err, ...printed.map(({ out }) => out)]) {
    expect(text).toContain("<img src=x onerror=alert(1)>");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is those that must not be there.
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]|^@everyone/m);
  }
});
