/** Keeps a macro guarded while guards come and go. */

import { ControlError } from "../../control/protocol.ts";
import type { CommandIo } from "../io.ts";
import type { FollowedRun } from "./follow-run.ts";
import type { Guard, Handover } from "./guarding.ts";

export interface KeepOptions {
  readonly handover: Handover;
  readonly follow: FollowedRun;
  /** Resolves when guarding is to end. */
  readonly until: Promise<unknown>;
  readonly first: Guard;
  /** The next guard, or the exit code of what was printed. One that is `alone` looks for no engine that watches. */
  another(alone: boolean): Promise<Guard | number>;
  /** Called with every guard that has taken the macro. */
  onTaken(guard: Guard): void;
}

export interface Keeping {
  /** Who guards now. */
  readonly guard: Guard;
  /**
   * Resolves with null once the macro is over or `until` resolves, with an exit code when nobody guards any more. Rejects
   * with a `ControlError` when nobody takes the macro.
   */
  readonly done: Promise<number | null>;
}

/** Hands the macro to the first guard, and to another whenever that one is gone or makes way. */
export function keepGuarded({ handover, follow, first, another, onTaken, until }: KeepOptions, io: CommandIo): Keeping {
  let guard = first;
  const over = Promise.race([follow.ended, until]).then(() => null);

  const succeed = async (why: string, alone: boolean): Promise<number | null> => {
    const next = await another(alone);
    if (typeof next === "number") {
      io.stderr(`macro-engine: ${why}, and nobody guards ${handover.macro} any more\n`);
      return next;
    }
    guard = next;
    try {
      await next.take(handover, follow.hear);
    } catch (error) {
      if (!(error instanceof ControlError) || alone) throw error;
      // It watches, but not this one: another policy file may say so, or it has found the process by itself.
      await next.close(error.message);
      return succeed(`${next.who} does not take it (${error.message})`, true);
    }
    io.stderr(`macro-engine: ${why}; ${next.who} guards ${handover.macro} now\n`);
    return null;
  };
  const keep = async (): Promise<number | null> => {
    await first.take(handover, follow.hear);
    for (;;) {
      onTaken(guard);
      const why = await Promise.race([over, guard.gone]);
      if (why === null || follow.end !== null) return null;
      let failed: number | null = null;
      await guard.handOver(why, async () => {
        // A cancel that was under way may have been finished meanwhile.
        if (follow.end === null) failed = await succeed(why, false);
      });
      if (failed !== null || follow.end !== null) return failed;
    }
  };
  return {
    get guard() {
      return guard;
    },
    done: keep(),
  };
}
