/** The launcher under a Node that is too old for the rest; tried where the machine has one. */

import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, expect, it } from "vitest";
import { bin, openStage } from "./testing/stage.ts";

const old = (process.env.PATH ?? "")
  .split(delimiter)
  .map((folder) => join(folder, "node"))
  .filter((file) => existsSync(file))
  .find((file) => Number(execFileSync(file, ["-p", "parseInt(process.versions.node)"], { encoding: "utf8" })) < 22);

const policies = { "policies/a.macropolicy": "profile heal { rule slow: warn when fps < 1 }" };

// It takes an old Node, and util-linux's `script` for a terminal.
describe.runIf(old !== undefined && existsSync("/usr/bin/script"))("the launcher under an old Node", () => {
  it("starts again with the one beside it, and lets a Ctrl-C count once", async () => {
    const stage = openStage(policies);
    // A second one would end it within the two seconds that it goes on.
    const asked = "trap 'echo asked; heard=1' INT\necho ready\nwhile [ -z \"$heard\" ]; do sleep 0.1; done\n";
    stage.write({ "heal.sh": `${asked}for n in 1 2 3 4; do sleep 0.5; done\nexit 9\n` });
    // The shell between waits, as an interactive one would.
    const command = `trap : INT; '${old}' '${bin}' run --macro heal -- sh heal.sh; echo "ended: $?"`;
    const program = stage.start(["-qec", command, "/dev/null"], { file: "/usr/bin/script", keepInput: true });
    await program.says("ready");
    program.process.stdin?.write("\x03");
    await program.says("asked");
    await program.says("ended: 9");
    await program.ended;
  });

  it("says what to do where there is none", () => {
    const stage = openStage(policies);
    mkdirSync(stage.path("bin"));
    cpSync(bin, stage.path("bin/macro-engine.js"));
    stage.write({ "package.json": '{ "type": "module" }' });
    const { status, stderr } = spawnSync(old!, [stage.path("bin/macro-engine.js")], { encoding: "utf8" });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^macro-engine needs Node 22\.18 or newer; this is \d/);
    expect(stderr).toMatch(/npm install node-linux-\w+@24\n$/);
  });
});
