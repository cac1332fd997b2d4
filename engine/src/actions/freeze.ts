/** Stops a whole tree so that nothing of it runs: a tree that stands still can be neither outrun nor outnumbered. */

import type { ProcessIdentity } from "../macros/types.ts";
import type { ActionContext } from "./action.ts";
import { signal } from "./guard.ts";

export interface Frozen {
  /** Those that we stopped: they ran before. */
  readonly stopped: readonly ProcessIdentity[];
  /** Why some were let be, by pid. */
  readonly refused: ReadonlyMap<number, string>;
  /** How many wait in the kernel: told to stop, they will before they run any code of their own. */
  readonly waiting: number;
  /** How many ran when the time was over. */
  readonly running: number;
}

/**
 * SIGSTOP to all that run, and again to those born meanwhile, until thorough looks find none running. The kernel finishes
 * or abandons a fork before it stops the forker, so each round leaves fewer who can fork. One look is not enough where
 * anyone was born on this machine in its time: a child may be younger than the list that was taken, and its parent stopped
 * by the time it was read. A process in an uninterruptible wait stops only when that ends; it runs no code of its own until
 * then, and is not waited for long.
 */
export async function freeze(context: ActionContext, limitMs = 2000): Promise<Frozen> {
  const { table, system, target } = context;
  const stopped = new Map<number, ProcessIdentity>();
  const refused = new Map<number, string>();
  const deadline = system.now() + limitMs;
  let quiet = 0;
  let still = 0;
  for (;;) {
    await table.refresh();
    const newest = table.newest();
    const running = target.tree.survey().filter((member) => member.state === "live" && !refused.has(member.pid));
    const fresh = running.filter((member) => stopped.get(member.pid)?.startTime !== member.startTime);
    for (const member of fresh) {
      const reached = signal(context, member, "SIGSTOP");
      if (reached.kind === "done") stopped.set(member.pid, member);
      if (reached.kind === "refused") refused.set(member.pid, reached.why);
    }
    quiet = fresh.length === 0 ? quiet + 1 : 0;
    if (running.length > 0) still = 0;
    else still += newest !== null && newest === table.newest() ? 2 : 1;
    const frozen = { stopped: [...stopped.values()], refused, waiting: 0, running: 0 };
    if (still >= 2) return frozen;
    // Told to stop and still not standing after that many looks: a shell, say, that waits for its child to become a program.
    if (quiet > 40) return { ...frozen, waiting: running.length };
    if (system.now() > deadline) return { ...frozen, running: running.length };
    await system.sleep(quiet === 0 ? 0 : 3);
  }
}
