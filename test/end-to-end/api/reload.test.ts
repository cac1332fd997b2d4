/** What a real engine serves while its configuration is saved anew, and its control plane is killed. */

import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { ask, post, served, tokens, urlOf } from "../testing/served.ts";
import { isAlive, openStage, type Program, until } from "../testing/stage.ts";

/** The process beside an engine; null: there is none. */
function controlPlaneOf({ pid }: Program): number | null {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean);
  const found = children.find((child) => readFileSync(`/proc/${child}/cmdline`, "utf8").includes("control-plane"));
  return found === undefined ? null : Number(found);
}

it("goes on at the same place, by the configuration that was saved last", async () => {
  const policy = 'profile heal { match process "*STAGE/heal.sh" rule late: cancel when duration > 1h }\n';
  const stage = openStage({ "policies/heal.macropolicy": policy }, served);
  const engine = await stage.watch();
  const url = await urlOf(stage);
  const configuration = readFileSync(stage.path("macro-engine.yaml"), "utf8");
  const save = async (text: string, fields: { readonly ok: boolean }) => {
    const before = engine.events().length;
    stage.write({ "macro-engine.yaml": text });
    await engine.event("reload", fields, before);
  };

  // It is started again, and those who know its address find it there.
  process.kill(controlPlaneOf(engine)!, "SIGKILL");
  await engine.event("notice", {
    message: "nothing is served: the control plane has ended (SIGKILL); it is started again in 1s",
  });
  await until(async () => (await ask(`${url}/livez`).catch(() => null))?.status === 200, "it to serve again");

  const added =
    "macros: { dance: { command: [node, dance.js] } }\nchannels: { said: { kind: command, command: [cat] } }\n";
  const otherToken = "an-operator-who-came-later";
  stage.write({ "macro-engine.yaml": configuration.replace(tokens.operator, otherToken) + added });
  // Whoever has it read is answered by what was read from then on.
  expect((await post(`${url}/api/v1/engine/reload`)).body).toEqual({ ok: true, problems: "" });
  expect((await ask(`${url}/api/v1/macros`)).status).toBe(401);
  const { body } = await ask(`${url}/api/v1/macros`, { token: otherToken });
  expect(body.configured).toMatchObject([{ macro: "dance" }]);
  const channels = await ask(`${url}/api/v1/channels`, { token: otherToken });
  expect(channels.body.channels).toMatchObject([{ channel: "said" }]);

  await save(`${configuration}macros: [\n`, { ok: false });
  expect((await ask(`${url}/api/v1/macros`, { token: otherToken })).body.configured).toHaveLength(1);
  const unsafe = configuration.replace("  port: 0", "  port: 0\n  host: 0.0.0.0");
  await save(unsafe, { ok: true });
  await engine.event("notice", {
    level: "warning",
    message: `\`api\` is not as configured, and serves as before: \`api.host\` 0.0.0.0 is reached from other machines: that needs \`api.tls\` and \`api.tokens\`; or keep 127.0.0.1`,
  });
  expect((await stage.run("status")).out).toContain(`dashboard ${url}: \`api\` is not as configured`);

  const plane = controlPlaneOf(engine)!;
  await save(configuration.replace("  port: 0", "  port: 0\n  enabled: false"), { ok: true });
  await until(() => !isAlive(plane), "the control plane to end");
  await save(configuration, { ok: true });
  await until(async () => (await ask(`${url}/livez`).catch(() => null))?.status === 200, "it to serve again");
  const last = controlPlaneOf(engine)!;
  // Nothing is left where the engine has no time to say so.
  engine.signal("SIGKILL");
  await until(() => !isAlive(last), "the control plane to end");
});
