/** What the changes since the last commit change in behaviour. */

import { askEngine, reachEngine } from "../engine/engine.ts";
import type { Command } from "./command.ts";
import { showReport } from "./show-report.ts";

export const diffHead: Command = {
  id: "macropolicy.diffHead",
  async run(tools) {
    const engine = await reachEngine();
    if (engine === null) return;
    const sides = engine.policies === null ? ["HEAD"] : [`HEAD:./${engine.policies}`, engine.policies];
    const title = "What has changed since HEAD";
    const answer = await askEngine(engine, title, ["diff", ...sides, "--format", "markdown"]);
    if (answer !== null) await showReport(tools, answer, { name: title, kind: "markdown", fine: [0] });
  },
};
