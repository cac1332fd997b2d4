/** Cancel: asks the whole tree to end, waits for the grace, forces what is left, and makes sure that all of it is gone. */

import type { Outcome, ProcessStat } from "../macros/types.ts";
import { type Action, type ActionContext, plural, refusals, spoken } from "./action.ts";
import { cancelOnWindows } from "./cancel-windows.ts";
import { freeze } from "./freeze.ts";
import { signal } from "./guard.ts";

export const cancel: Action = {
  kind: "cancel",
  perform: (context) => (context.system.platform === "win32" ? cancelOnWindows(context) : cancelTree(context)),
  describe: ({ settings, request, target }) =>
    `would send ${settings.signal} to ${plural(target.tree.members().length, "process")}, and SIGKILL after ${spoken(request.graceMs)}`,
};

/** What is left of the tree but for zombies and those that a guard keeps us from. */
interface Progress {
  readonly reached: Set<number>;
  readonly refused: Map<number, string>;
}

async function cancelTree(context: ActionContext): Promise<Outcome> {
  const { system, settings, request, target } = context;
  const began = system.now();
  const progress: Progress = { reached: new Set(), refused: new Map() };
  const tell = (how: string, stillThere: readonly ProcessStat[] = []): Outcome => {
    const alive = target.tree.members().filter((member) => member.state !== "zombie");
    const spared = alive.filter((member) => progress.refused.has(member.pid)).map((member) => member.pid);
    const why = spared.length > 0 ? [refusals(spared.map((pid) => progress.refused.get(pid) ?? ""))] : [];
    return {
      action: "cancel",
      ok: stillThere.length + spared.length === 0,
      how: [...(how === "" ? [] : [how]), ...why].join("; "),
      tookMs: system.now() - began,
      processes: progress.reached.size,
      left: [...stillThere.map((member) => member.pid), ...spared],
    };
  };

  await ask(context, progress);
  const asked = progress.reached.size;
  await waitUntilGone(context, progress, system.now() + request.graceMs);
  const stubborn = await remaining(context, progress);
  if (stubborn.length === 0) {
    if (asked > 0) return tell(`ended after ${settings.signal}`);
    return tell(target.tree.alive() ? "" : "had already ended");
  }
  const left = await force(context, progress);
  const grace = request.graceMs === 0 ? "at once" : `after the grace of ${spoken(request.graceMs)}`;
  if (left.length > 0) return tell(`${plural(left.length, "process")} still there ${grace} and SIGKILL`, left);
  return tell(`killed ${grace}: ${plural(stubborn.length, "process")} had not ended after ${settings.signal}`);
}

/**
 * Asks all that are there now, but not those that are born while it ends: what a macro starts to clear up after itself
 * has until the end of the grace. All stand still while they are asked, so that nobody is born unseen and goes unasked;
 * then they go on, those too that were paused, straight into their handlers.
 */
async function ask(context: ActionContext, progress: Progress): Promise<void> {
  const frozen = await freeze(context, 500);
  for (const [pid, why] of frozen.refused) progress.refused.set(pid, why);
  const present = context.target.tree.members().filter((member) => isLeft(progress, member));
  for (const member of present) note(progress, member, signal(context, member, context.settings.signal));
  for (const member of present) signal(context, member, "SIGCONT");
  // Whatever comes of it, no rule holds them any more.
  context.state.pausedBy.clear();
  context.state.stopped.clear();
}

function note(progress: Progress, member: ProcessStat, reached: ReturnType<typeof signal>): void {
  if (reached.kind === "done") progress.reached.add(member.pid);
  if (reached.kind === "refused") progress.refused.set(member.pid, reached.why);
}

async function waitUntilGone(context: ActionContext, progress: Progress, deadline: number): Promise<void> {
  const { system, table, target } = context;
  for (let pause = 5; system.now() < deadline; pause = Math.min(pause * 1.5, 100)) {
    await table.refresh();
    const left = target.tree.walk().some((member) => isLeft(progress, member));
    if (!left && (await remaining(context, progress)).length === 0) return;
    await system.sleep(Math.min(pause, Math.max(0, deadline - system.now())));
  }
}

/** Stands still first, then dies at once: a tree that forks while it is killed one by one could go on for ever. */
async function force(context: ActionContext, progress: Progress): Promise<readonly ProcessStat[]> {
  const { system, settings } = context;
  const deadline = system.now() + settings.verifyMs;
  for (let pause = 2; ; pause = Math.min(pause * 1.5, 50)) {
    await freeze(context, Math.max(100, deadline - system.now()));
    for (const member of await remaining(context, progress)) note(progress, member, signal(context, member, "SIGKILL"));
    await system.sleep(pause);
    const left = await remaining(context, progress);
    if (left.length === 0 || system.now() > deadline) return left;
  }
}

async function remaining(context: ActionContext, progress: Progress): Promise<readonly ProcessStat[]> {
  await context.table.refresh();
  return context.target.tree.survey().filter((member) => isLeft(progress, member));
}

function isLeft(progress: Progress, member: ProcessStat): boolean {
  return member.state !== "zombie" && !progress.refused.has(member.pid);
}
