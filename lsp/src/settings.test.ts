import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { defaultSettings, settingsFrom } from "./settings.ts";

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
