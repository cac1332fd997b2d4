import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ConfigurationRequest, InlayHintRequest, RegistrationRequest } from "vscode-languageserver";
import { defaultSettings, settingsFrom } from "./settings.ts";
import { connect } from "./testing/connect.ts";

test("what a client gives takes the place of defaults, key by key", () => {
  expect(settingsFrom({ inlayHints: { values: false }, machine: { sources: true } })).toEqual({
    ...defaultSettings,
    inlayHints: { ...defaultSettings.inlayHints, values: false },
    machine: { enabled: true, sources: true },
  });
});

test.each([[null], [undefined], [3], [[]], [{ inlayHints: null, codeLens: "all", machine: { enabled: "yes" } }]])(
  "%j changes nothing",
  (given) => expect(settingsFrom(given)).toEqual(defaultSettings),
);

test("the extension offers every setting with the server's own default, or with one that its middleware answers for", () => {
  const manifest = JSON.parse(readFileSync(new URL("../../vscode-extension/package.json", import.meta.url), "utf8"));
  const offered = manifest.contributes.configuration.properties as Record<string, { readonly default: unknown }>;
  for (const [section, settings] of Object.entries(defaultSettings)) {
    for (const [name, fallback] of Object.entries(settings)) {
      const key = `macropolicy.${section}.${name}`;
      const isOfTrust = key === "macropolicy.machine.sources";
      expect(offered[key]?.default, key).toBe(isOfTrust ? true : fallback);
    }
  }
});

test("a client that does not say what is set has the defaults meanwhile, and what it says late holds from then on", async () => {
  const files = { "a.macropolicy": "profile p { param limit = 80% rule r: warn when cpu.usage > limit }\n" };
  const client = await connect(files, { capabilities: { workspace: { configuration: true } } });
  let say: (settings: readonly unknown[]) => void = () => {};
  client.connection.onRequest(
    ConfigurationRequest.type,
    () =>
      new Promise<unknown[]>((resolve) => {
        say = (settings) => resolve([...settings]);
      }),
  );
  const range = { start: { line: 0, character: 0 }, end: { line: 1, character: 0 } };
  const ask = () =>
    client.connection.sendRequest(InlayHintRequest.type, { textDocument: { uri: client.uri("a.macropolicy") }, range });
  expect(await ask()).toHaveLength(1);
  say([{ inlayHints: { values: false } }]);
  await expect.poll(ask).toEqual([]);
  await client.close();
});

test("a client may refuse to register what it has said it can", async () => {
  const dynamic = { dynamicRegistration: true };
  const client = await connect(
    { "a.macropolicy": "let a = 1s\n" },
    { capabilities: { workspace: { didChangeConfiguration: dynamic, didChangeWatchedFiles: dynamic } } },
  );
  const thrown: unknown[] = [];
  const note = (reason: unknown) => void thrown.push(reason);
  process.on("unhandledRejection", note);
  let refused = 0;
  client.connection.onRequest(RegistrationRequest.type, () => {
    refused += 1;
    throw new Error("no");
  });
  await expect.poll(() => refused).toBe(2);
  await client.open("a.macropolicy");
  await expect(client.close()).resolves.toBeUndefined();
  process.off("unhandledRejection", note);
  expect(thrown).toEqual([]);
});
