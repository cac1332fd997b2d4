/** What the status bar says. */

import { expect, test } from "vitest";
import { statusText } from "./status-text.ts";

const none = { kind: "none" } as const;
const fine = { errors: 0, warnings: 0 };

test("while the policies are read, it turns", () => {
  expect(statusText(fine, "starting", none).text).toBe("$(loading~spin) Policies");
});

test("problems are counted, and a click shows them", () => {
  const said = statusText({ errors: 2, warnings: 1 }, "running", none);
  expect(said.text).toBe("$(shield) $(error) 2 $(warning) 1");
  expect(said.tooltip).toBe("Policies: 2 errors, 1 warning\n\nNo engine watches these policies");
  expect(said.command).toBe("workbench.actions.view.problems");
});

test("an engine that watches is there with its macros", () => {
  const said = statusText(fine, "running", { kind: "watching", macros: 1, dryRun: true });
  expect(said.text).toBe("$(shield) 1 macro (dry run)");
  expect(said.tooltip).toContain("An engine watches: 1 macro (dry run)");
  const both = statusText({ errors: 0, warnings: 4 }, "running", { kind: "watching", macros: 2, dryRun: false });
  expect(both.text).toBe("$(shield) $(warning) 4 · 2 macros");
});

test("a server that is gone is offered to be started again", () => {
  for (const state of ["failed", "stopped"] as const) {
    const said = statusText({ errors: 2, warnings: 0 }, state, none);
    expect(said).toMatchObject({ text: "$(error) Macro policies", command: "macropolicy.restartServer", wrong: true });
  }
});
