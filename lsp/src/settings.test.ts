import { expect, test } from "vitest";
import { defaultSettings, settingsFrom } from "./settings.ts";

test("what a client gives takes the place of defaults, key by key", () => {
  expect(settingsFrom({ inlayHints: { values: false }, machine: { sources: false } })).toEqual({
    ...defaultSettings,
    inlayHints: { ...defaultSettings.inlayHints, values: false },
    machine: { enabled: true, sources: false },
  });
});

test.each([[null], [undefined], [3], [[]], [{ inlayHints: null, codeLens: "all", machine: { enabled: "yes" } }]])(
  "%j changes nothing",
  (given) => expect(settingsFrom(given)).toEqual(defaultSettings),
);
