/** Which run is whose: a macro's token is good for the runs that were registered with it. */

import type { Caller } from "./context.ts";
import { ApiError } from "./problems.ts";

export interface RunOwners {
  note(run: string, caller: Caller): void;
  /** Throws an `ApiError` 403 where a macro's token is used for what is another's. Operators may touch every run. */
  check(caller: Caller | null, run: string): void;
}

/** Of more the oldest are forgotten. */
const most = 10_000;

/** Whether it is one of those that the engine gives out at random: nobody knows them but who was told. */
export function isRunId(id: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);
}

export function createRunOwners(): RunOwners {
  const owners = new Map<string, string>();
  return {
    note: (run, { name }) => {
      owners.set(run, name);
      if (owners.size > most) owners.delete(owners.keys().next().value as string);
    },
    check: (caller, run) => {
      if (caller?.role !== "macro") return;
      const owner = owners.get(run);
      // A control plane that was started anew knows nobody's: then to know the id has to do.
      if (owner === undefined ? isRunId(run) : owner === caller.name) return;
      throw new ApiError(
        403,
        `${caller.name} is a macro's token: it is good for runs that were registered with it, by the id that registering answered`,
      );
    },
  };
}
