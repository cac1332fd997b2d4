/** Throttle and restore: lowers the tree's priority while any rule asks for it. It yields to others; alone, it is no slower. */

import type { Outcome, ProcessIdentity, ProcessStat } from "../macros/types.ts";
import { type Action, type ActionContext, holder, plural, refusals } from "./action.ts";
import { reach } from "./guard.ts";

/** One rule lowers by 10 steps of nice, two or more to the bottom (19). */
const oneStep = 10;
const lowest = 19;

export const throttle: Action = {
  kind: "throttle",
  describe: ({ target }) => `would lower the priority of ${plural(target.tree.members().length, "process")}`,
  perform: async (context) => {
    const { state, request } = context;
    state.throttledBy.add(holder(request));
    const deep = state.throttledBy.size > 1;
    const how = deep ? "priority lowered to the least (nice 19)" : `priority lowered by ${oneStep} steps of nice`;
    return apply(context, "throttle", how, (original) => (deep ? lowest : Math.min(lowest, original + oneStep)));
  },
};

export const restore: Action = {
  kind: "restore",
  describe: () => "would restore the priority",
  perform: async (context) => {
    const { state, request } = context;
    if (request.by.kind === "user") state.throttledBy.clear();
    else state.throttledBy.delete(holder(request));
    if (state.throttledBy.size > 1) {
      const how = `still throttled by ${[...state.throttledBy].join(", ")}`;
      return { action: "restore", ok: true, how, tookMs: 0, processes: 0, left: [] };
    }
    if (state.originalNice.size === 0) {
      return { action: "restore", ok: true, how: "nothing was throttled", tookMs: 0, processes: 0, left: [] };
    }
    if (state.throttledBy.size === 1) {
      const how = `priority raised to ${oneStep} steps below its own; still throttled by ${[...state.throttledBy].join(", ")}`;
      return apply(context, "restore", how, (original) => Math.min(lowest, original + oneStep));
    }
    const outcome = await apply(context, "restore", "priority restored", (original) => original);
    // What could not be raised is as low as a throttle makes it: a further one must not begin from there.
    if (outcome.ok) state.originalNice.clear();
    return outcome;
  },
};

/**
 * Sets every thread's nice value by its original one. On Linux a nice value belongs to a thread, not to a process, and a
 * child begins with its parent's: what is new since the throttle has the root's original.
 */
async function apply(
  context: ActionContext,
  action: "throttle" | "restore",
  how: string,
  target: (original: number) => number,
): Promise<Outcome> {
  const { system, table, target: macro } = context;
  const began = system.now();
  await table.refresh();
  const members = macro.tree.survey().filter((member) => member.state !== "zombie");
  const untouched = context.state.originalNice.size === 0;
  const failed = new Map<number, string>();
  let changed = 0;
  for (const member of members) {
    const reached = reach(context, member, () => setThreads(context, member, untouched, target));
    if (reached.kind === "done") changed += 1;
    if (reached.kind === "refused") failed.set(member.pid, reached.why);
  }
  const words = changed > 0 || failed.size === 0 ? [`${how} for ${plural(changed, "process")}`] : [];
  if (failed.size > 0) words.push(failure(action, [...failed.values()]));
  return {
    action,
    ok: failed.size === 0,
    how: words.join("; "),
    tookMs: system.now() - began,
    processes: changed,
    left: [...failed.keys()],
  };
}

function setThreads(
  context: ActionContext,
  member: ProcessStat,
  untouched: boolean,
  target: (original: number) => number,
): void {
  const { system, table, state } = context;
  for (const thread of table.threads(member.pid)) {
    try {
      const present = system.getPriority(thread);
      const original = originalOf(context, thread, member) ?? (untouched ? present : inherited(context, present));
      state.originalNice.set(thread, { owner: member, nice: original });
      if (present !== target(original)) system.setPriority(thread, target(original));
    } catch (error) {
      // A thread may end meanwhile; what the main thread meets counts for the process.
      if (thread === member.pid) throw error;
    }
  }
}

function originalOf(context: ActionContext, thread: number, owner: ProcessIdentity): number | null {
  const known = context.state.originalNice.get(thread);
  return known !== undefined && known.owner.pid === owner.pid && known.owner.startTime === owner.startTime
    ? known.nice
    : null;
}

function inherited(context: ActionContext, present: number): number {
  const root = context.state.originalNice.get(context.target.run.root.pid);
  return root === undefined ? present : Math.min(present, root.nice);
}

function failure(action: "throttle" | "restore", reasons: readonly string[]): string {
  const why = refusals(reasons);
  return action === "restore"
    ? `${why}. Raising a priority again takes root, CAP_SYS_NICE or a nice limit (ulimit -e); it stays low until the macro ends`
    : why;
}
