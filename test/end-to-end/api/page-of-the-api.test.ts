/** The script of docs/api.md, against a real engine. */

import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import { readPage } from "../../docs/page.ts";
import { served, tokens, urlOf } from "../testing/served.ts";
import { openStage, root } from "../testing/stage.ts";

const script = readPage(root, "docs/api.md").blocks.find(({ options }) => options.file === "ask.sh")!.text;
const present = ["bash", "curl"].every((program) => spawnSync(program, ["--version"]).status === 0);

it.runIf(present)("asks, stops once, pages and is refused as the page says", async () => {
  const policy = 'profile heal { match process "*STAGE/heal.sh" rule late: cancel when duration > 1h }\n';
  const stage = openStage({ "policies/heal.macropolicy": policy, "ask.sh": script }, served);
  const child = stage.macro("heal");
  const engine = await stage.watch();
  const { macro } = await engine.event("macro-start", { pid: child.pid });
  stage.write({ "ask.sh": script.replaceAll("macros/heal/", `macros/${encodeURIComponent(macro)}/`) });
  const env = { DECK_TOKEN: tokens.operator, MACRO_ENGINE_URL: await urlOf(stage) };
  const program = stage.start([stage.path("ask.sh"), "stop-1"], { file: "bash", env });
  expect(await program.ended).toBe(0);
  const [status, first, again, cancellations, refused] = program.out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(status.macros).toMatchObject([{ macro, pid: child.pid }]);
  expect(first.stopping).toMatchObject([{ macro }]);
  expect(again).toEqual(first);
  expect(cancellations).toEqual({ items: [], next: null });
  expect(refused).toMatchObject({ status: 400, errors: [{ pointer: "/level" }] });
});
