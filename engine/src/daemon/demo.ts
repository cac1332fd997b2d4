/** Two real macros for `watch --demo`: one that behaves, one that runs away. */

import { fileURLToPath } from "node:url";
import type { Daemon } from "../daemon.ts";
import { entryUrl } from "../entry.ts";

/** The policy that governs them, compiled beside the user's own. */
export const demoPolicy = fileURLToPath(new URL("../demo.macropolicy", entryUrl("demo")));

const demoMacros = [
  { macro: "demo_steady", entry: "demo/steady" },
  { macro: "demo_runaway", entry: "demo/runaway" },
] as const;

/** Starts them as supervised children; one that may not start yet (its cooldown) starts when it may. */
export async function startDemo(daemon: Daemon): Promise<void> {
  for (const demo of demoMacros) await start(daemon, demo);
}

async function start(daemon: Daemon, demo: (typeof demoMacros)[number]): Promise<void> {
  const { runs, announcer } = daemon;
  const command = [process.execPath, fileURLToPath(entryUrl(demo.entry))];
  // They end when their input does: even where macros are left alone, or the engine is killed.
  const started = await runs.spawn({ macro: demo.macro, profile: null, command, stdio: ["pipe", "ignore", "ignore"] });
  if (!("refusal" in started)) return;
  const { reason, untilWall } = started.refusal;
  announcer.notice("info", reason);
  if (untilWall !== null) setTimeout(() => void start(daemon, demo), untilWall - Date.now() + 1).unref();
}
