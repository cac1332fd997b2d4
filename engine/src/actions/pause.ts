/** Pause and resume: the tree stands still (SIGSTOP) while any rule holds it, and goes on (SIGCONT) when the last lets go. */

import type { Outcome } from "../macros/types.ts";
import { type Action, type ActionContext, holder, plural, refusals } from "./action.ts";
import { freeze } from "./freeze.ts";
import { signal } from "./guard.ts";

export const pause: Action = {
  kind: "pause",
  describe: ({ target }) => `would stop ${plural(target.tree.members().length, "process")}`,
  perform: async (context) => {
    const { system, state, request } = context;
    const began = system.now();
    const tell = (ok: boolean, how: string, processes = 0, left: readonly number[] = []): Outcome => {
      return { action: "pause", ok, how, tookMs: system.now() - began, processes, left };
    };
    if (system.platform === "win32") return tell(false, "refused: Windows has no way to pause a process");
    const others = [...state.pausedBy].filter((rule) => rule !== holder(request));
    state.pausedBy.add(holder(request));
    if (others.length > 0) return tell(true, `already paused by ${others.join(", ")}`);
    const frozen = await freeze(context);
    for (const process of frozen.stopped) state.stopped.set(process.pid, process);
    const refused = frozen.refused.size > 0 ? [refusals(frozen.refused.values())] : [];
    if (frozen.running > 0) refused.push(`${plural(frozen.running, "process")} did not come to a stop in time`);
    const waiting = frozen.waiting > 0 ? `, of which ${frozen.waiting} still waits in the kernel` : "";
    const how = [`paused ${plural(frozen.stopped.length, "process")}${waiting}`, ...refused].join("; ");
    return tell(refused.length === 0, how, frozen.stopped.length, [...frozen.refused.keys()]);
  },
};

export const resume: Action = {
  kind: "resume",
  describe: () => "would resume what was paused",
  perform: async (context) => {
    const { system, state, request, table } = context;
    const began = system.now();
    const tell = (ok: boolean, how: string, processes = 0, left: readonly number[] = []): Outcome => {
      return { action: "resume", ok, how, tookMs: system.now() - began, processes, left };
    };
    // The user's word ends every rule's hold.
    if (request.by.kind === "user") state.pausedBy.clear();
    else state.pausedBy.delete(holder(request));
    if (state.pausedBy.size > 0) return tell(true, `still paused by ${[...state.pausedBy].join(", ")}`);
    if (state.stopped.size === 0) return tell(true, "nothing was paused");
    await table.refresh();
    const { resumed, failed } = resumeStopped(context);
    const how = `resumed ${plural(resumed, "process")}`;
    const why = failed.size > 0 ? [refusals(failed.values())] : [];
    return tell(failed.size === 0, [how, ...why].join("; "), resumed, [...failed.keys()]);
  },
};

/**
 * Lets go all that a pause stopped, the youngest first, so that a parent that looks after its children finds them
 * running. Works without waiting, for the engine's last moments. Those that stood still before the pause go on doing so.
 */
export function resumeStopped(context: ActionContext): { resumed: number; failed: Map<number, string> } {
  const failed = new Map<number, string>();
  let resumed = 0;
  for (const process of [...context.state.stopped.values()].reverse()) {
    const reached = signal(context, process, "SIGCONT");
    if (reached.kind === "done") resumed += 1;
    if (reached.kind === "refused") failed.set(process.pid, reached.why);
  }
  context.state.stopped.clear();
  return { resumed, failed };
}

/** Stops what runs of a paused tree: a process that was found late, or that somebody else let go on. Cheap when nobody does. */
export function holdStill(context: ActionContext): number {
  let held = 0;
  for (const member of context.target.tree.members()) {
    if (member.state !== "live" || signal(context, member, "SIGSTOP").kind !== "done") continue;
    if (context.state.stopped.get(member.pid)?.startTime === member.startTime) continue;
    context.state.stopped.set(member.pid, member);
    held += 1;
  }
  return held;
}
