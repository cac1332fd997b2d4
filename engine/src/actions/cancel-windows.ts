/** Cancel on Windows: `taskkill /T` asks the tree, `/F` forces what is left, each member again by its own pid. */

import { isAlive } from "../macros/processes/process-table.ts";
import type { Outcome } from "../macros/types.ts";
import { type ActionContext, plural, spoken } from "./action.ts";
import { refusalOfProcess } from "./guard.ts";

export async function cancelOnWindows(context: ActionContext): Promise<Outcome> {
  const { system, request, target, settings } = context;
  const began = system.now();
  const members = await present(context);
  const tell = (how: string, left: readonly number[]): Outcome => ({
    action: "cancel",
    ok: left.length === 0,
    how,
    tookMs: system.now() - began,
    processes: members.length,
    left,
  });
  if (members.length === 0) return tell("had already ended", []);

  // A program without a window does not hear the question, and taskkill then says that it could not ask.
  await system.taskkill(["/PID", String(target.run.root.pid), "/T"]);
  const asked = system.now();
  while (system.now() - asked < request.graceMs) {
    if ((await present(context)).length === 0) return tell("ended after taskkill", []);
    await system.sleep(Math.min(500, request.graceMs));
  }
  const deadline = system.now() + settings.verifyMs;
  for (;;) {
    const left = await present(context);
    if (left.length === 0) return tell(`ended by force after the grace of ${spoken(request.graceMs)}`, []);
    if (system.now() > deadline) return tell(`${plural(left.length, "process")} still there after taskkill /F`, left);
    for (const pid of left) await system.taskkill(["/PID", String(pid), "/T", "/F"]);
  }
}

async function present(context: ActionContext): Promise<readonly number[]> {
  await context.table.refresh();
  return context.target.tree
    .survey()
    .filter((member) => isAlive(context.table, member) && refusalOfProcess(context, member) === null)
    .map((member) => member.pid);
}
