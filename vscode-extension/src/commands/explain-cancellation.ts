/** Why the last macro was cancelled, or what an event's id given says: with the values that decided, and what would have spared it. */

import { askEngine, policiesOption, reachEngine } from "../engine/engine.ts";
import type { Command } from "./command.ts";
import { showReport } from "./show-report.ts";

export const explainCancellation: Command = {
  id: "macropolicy.explainCancellation",
  async run(tools, event) {
    const engine = await reachEngine();
    if (engine === null) return;
    const asked = typeof event === "string" && /^[\w-]+$/.test(event) ? [event] : [];
    // The end of an id is what tells it from the others of the day; the engine takes it too.
    const title = asked.length === 0 ? "Why the last macro was cancelled" : `Why (event …${asked[0]!.slice(-6)})`;
    const answer = await askEngine(engine, title, ["explain", ...asked, ...policiesOption(engine)]);
    if (answer !== null) await showReport(tools, answer, { name: title, kind: "text", fine: [0] });
  },
};
