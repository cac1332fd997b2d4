/** Lints a view as the command line would lint its files, step by step. */

import { isLintCode, lintInSteps } from "@macro-engine/dsl";
import picomatch from "picomatch/posix.js";
import { pathIgnores } from "../../../engine/src/findings/path-ignores.ts";
import { createReplay } from "../../../engine/src/runtime/replay-witness.ts";
import type { PolicyView, Remark } from "./policy-view.ts";

/** `today`: `2027-01-31`; `available`: the metrics that the machine can measure, null where nobody knows. Steps take a few milliseconds each; none may be taken once there is a newer view of the set. */
export function* lintView(
  view: PolicyView,
  today: string,
  available: ReadonlySet<string> | null,
): Generator<undefined, readonly Remark[]> {
  const { analysis, config, channels } = view;
  if (!isSound(view)) return [];
  const overrides = [...view.sources.values()].filter(({ path }) => view.kindOf(path) === "overrides");
  const evaluation = { zone: config.zone, stalenessMs: config.stalenessMs };
  const report = yield* lintInSteps({
    analysis,
    overrides,
    // A set that has a program has a prover.
    prover: () => view.prover()!,
    replay: createReplay(evaluation),
    intervalMs: config.intervalMs,
    channels,
    levels: config.lint.levels,
    pathIgnores: pathIgnores(config.lint.ignore, (path) => path, picomatch),
    today,
    available,
  });
  return report.findings;
}

/** Where files cannot be read, or the configuration is broken, findings would be invented. Those of before are no obstacle. */
function isSound(view: PolicyView): boolean {
  return view.isWhole && !view.remarks().some(({ severity, code }) => severity === "error" && !isLintCode(code));
}
