/** A view with what lint finds in it, as a server has it a moment later. */

import { createProver, lint } from "@macro-engine/dsl";
import { createReplay } from "../../../engine/src/runtime/replay-witness.ts";
import type { PolicyView } from "../workspace/policy-view.ts";

export function linted(view: PolicyView): PolicyView {
  const replay = createReplay();
  const overrides = [...view.sources.values()].filter(({ path }) => view.kindOf(path) === "overrides");
  const { findings } = lint({
    analysis: view.analysis,
    overrides,
    prover: (program) => createProver({ program, replay }),
    replay,
    intervalMs: view.config.intervalMs,
    channels: view.channels,
    levels: view.config.lint.levels,
    today: "2027-01-01",
  });
  const remarks = [...view.remarks(), ...findings];
  return { ...view, remarks: () => remarks };
}
