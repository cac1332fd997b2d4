/** Who must never be acted upon, and the one place that signals: every guard is checked right before every signal. */

import { ancestors, executableName, type ProcessTable, sameProcess } from "../macros/processes/process-table.ts";
import type { ProcessIdentity, ProcessInfo, ProcessRun } from "../macros/types.ts";
import type { ActionContext } from "./action.ts";
import { errorCode } from "./system.ts";

/** Why this run as a whole must not be acted upon; null when it may. */
export function refusalOfRun(context: ActionContext): string | null {
  const { run } = context.target;
  const { request, settings, table } = context;
  const protectedRoot = refusalOfProcess(context, run.root);
  if (protectedRoot !== null) return protectedRoot;
  // To let go of what a rule once paused needs nobody's permission, whatever the policy says by now.
  const letsGo = request.action === "resume" || request.action === "restore";
  if (request.by.kind === "user" || letsGo) return null;
  if (run.profile === null) return `no profile governs ${run.macro}: it is watched, and never acted upon`;
  if (run.origin !== "found") return null;
  if (settings.names(run, rootOf(run, table))) return null;
  return `profile ${run.profile} has no pattern that names process ${run.root.pid}`;
}

/** The root as it is now; once it has ended, and only what it started is left, as it was found. A zombie has no arguments. */
function rootOf({ root, command }: ProcessRun, table: ProcessTable): ProcessInfo {
  const info = table.info(root.pid);
  if (info !== null && sameProcess(info, root) && info.command.length > 0) return info;
  const name = executableName(command[0] ?? "").replace(/^-/, "");
  return { ...root, ppid: 0, uid: null, name, command };
}

/** Why this process must not be signalled; null when it may be, or is gone. */
export function refusalOfProcess(context: ActionContext, identity: ProcessIdentity): string | null {
  const known = context.checked.get(identity.pid);
  if (known?.startTime === identity.startTime) return known.refusal;
  const refusal = protectedBy(context, identity);
  context.checked.set(identity.pid, { startTime: identity.startTime, refusal });
  return refusal;
}

function protectedBy(context: ActionContext, identity: ProcessIdentity): string | null {
  const { pid } = identity;
  const { system, settings, table } = context;
  if (pid <= 1) return "process 1 starts and ends the system";
  if (pid === system.pid) return `process ${pid} is the engine itself`;
  if (ancestors(table, system.pid).has(pid)) return `process ${pid} started the engine (it is one of its ancestors)`;
  if (settings.allowOtherUsers || system.uid === null) return null;
  const info = table.info(pid);
  if (info === null || !sameProcess(info, identity) || info.uid === null || info.uid === system.uid) return null;
  return `process ${pid} belongs to another user (id ${info.uid})`;
}

export type Reached =
  | { readonly kind: "done" }
  | { readonly kind: "gone" }
  | { readonly kind: "refused"; readonly why: string };

/**
 * Does something to one process unless a guard refuses or it is gone. The start time is compared right before; between
 * that and the call some microseconds remain, as Node offers no handle on a process (pidfd) to close them.
 */
export function reach(context: ActionContext, identity: ProcessIdentity, act: () => void): Reached {
  const why = refusalOfProcess(context, identity);
  if (why !== null) return { kind: "refused", why };
  const present = context.table.stat(identity.pid);
  if (present === null || present.state === "zombie" || !sameProcess(present, identity)) return { kind: "gone" };
  try {
    act();
    return { kind: "done" };
  } catch (error) {
    const code = errorCode(error);
    if (code === "ESRCH") return { kind: "gone" };
    return {
      kind: "refused",
      why: `the system does not allow it for process ${identity.pid} (${code ?? String(error)})`,
    };
  }
}

export function signal(context: ActionContext, identity: ProcessIdentity, name: NodeJS.Signals): Reached {
  return reach(context, identity, () => context.system.kill(identity.pid, name));
}
