/** What is shown of a text that is broken: nothing fails there, and colors stay apart. */

import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { breakPolicy } from "../../../dsl/src/format/testing/break-policy.ts";
import { randomFrom } from "../../../dsl/src/testing/random.ts";
import { rounds } from "../../../dsl/src/testing/rounds.ts";
import { createView } from "../workspace/create-view.ts";
import { codeLenses, lensAnswer } from "./code-lenses.ts";
import { hover } from "./hover.ts";
import { inlayHints } from "./inlay-hints.ts";
import { semanticTokens } from "./semantic-tokens.ts";

const folder = new URL("../../../policies/", import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith(".macropolicy"));
const shipped = names.map((path) => ({ path, text: readFileSync(new URL(path, folder), "utf8") }));

test("hovers, hints, lenses and colors of policies that are broken anywhere", () => {
  const random = randomFrom(20_270_101);
  for (let round = 0; round < rounds(20, 500); round++) {
    const { path, text } = random.pick(shipped);
    let broken = breakPolicy(random, text);
    if (random.chance(0.3)) broken = broken.replaceAll("\n", "\r\n");
    if (random.chance(0.3)) broken = broken.slice(0, random.below(broken.length));
    const policies = shipped.map((file) => (file.path === path ? { path, text: broken } : file));
    const view = createView({
      version: 0,
      policies,
      overrides: [
        { path: "o.yaml", text: "profiles: { heal: { set: { cpu_usage_max: 70% }, rules: { lag: { enabled: false }" },
      ],
      configuration: null,
      uriOf: (file) => `file:///${file}`,
      readings: () => new Map(),
    });
    for (let asked = 0; asked < 60; asked++) hover(view, path, random.below(broken.length + 3) - 1);
    const kinds = { values: true, inherited: true, templates: true, baseUnits: true };
    for (const hint of inlayHints(view, path, { start: 0, end: broken.length }, kinds)) hint.tooltip();
    for (const lens of codeLenses(view, path, { tests: true, references: true, overrides: true, coverage: true })) {
      lensAnswer(view, path, lens);
    }
    let end = 0;
    for (const { span } of semanticTokens(view, path)) {
      expect(span.start).toBeGreaterThanOrEqual(end);
      end = span.end;
    }
  }
});
