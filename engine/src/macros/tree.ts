/** The processes of one macro: its root, what descends from it, and what slipped away from it and is still its own. */

import { type ProcessTable, sameProcess } from "./processes/process-table.ts";
import type { ProcessIdentity, ProcessStat } from "./types.ts";

/**
 * Who belongs: the root; children of members; whoever was a member once and lives (re-parented ones); members of the
 * session that the root leads; and processes whose environment carries the run's mark, which finds a daemon that left
 * the session and whose parents are gone. All of them no older than the root.
 */
export interface ProcessTree {
  /** As of the last look, zombies included: they hold what they used until their parent waits for them. */
  members(): readonly ProcessStat[];
  /** Whether any member was more than a zombie at the last look. */
  alive(): boolean;
  /** The look of every tick: reads the members again, and takes in the newcomers (`census.ts`) that belong. */
  update(newcomers: readonly ProcessStat[]): readonly ProcessStat[];
  /** A quick complete look at descendants, between ticks. */
  walk(): readonly ProcessStat[];
  /** The thorough look, at every process of the machine: what an action begins and ends with. */
  survey(): readonly ProcessStat[];
}

export interface TreeOptions {
  readonly root: ProcessIdentity;
  /** Id that the root was started with in `markVariable`; null when it was not started by us. */
  readonly mark: string | null;
  /** That the root leads its session is known, even if it has ended by now; else it is looked up. */
  readonly leadsSession?: boolean;
}

export function createTree(table: ProcessTable, options: TreeOptions): ProcessTree {
  const { root, mark } = options;
  const known = new Map<number, ProcessStat>();
  const first = table.stat(root.pid);
  if (first !== null && sameProcess(first, root)) known.set(first.pid, first);
  const session = options.leadsSession === true || first?.session === root.pid ? root.pid : 0;

  const reread = () => {
    for (const before of [...known.values()]) {
      const now = table.restat(before.pid);
      if (now !== null && sameProcess(now, before)) known.set(now.pid, now);
      else known.delete(before.pid);
    }
  };
  const belongs = (candidate: ProcessStat): boolean => {
    if (candidate.pid <= 1 || candidate.startTime < root.startTime) return false;
    // The root's number in another process' hands, and a session led by that one, are not ours.
    if (candidate.pid === root.pid) return candidate.startTime === root.startTime;
    const parent = known.get(candidate.ppid);
    if (parent !== undefined && parent.startTime <= candidate.startTime) return true;
    if (session !== 0 && candidate.session === session && leads(table, root)) return true;
    return mark !== null && candidate.state !== "zombie" && table.marks(candidate.pid).includes(mark);
  };
  const admit = (candidates: readonly ProcessStat[]) => {
    let rest = candidates.filter((candidate) => !known.has(candidate.pid));
    // A child may be listed before its parent.
    for (let before = -1; before !== known.size && rest.length > 0; ) {
      before = known.size;
      rest = rest.filter((candidate) => {
        if (!belongs(candidate)) return true;
        known.set(candidate.pid, candidate);
        return false;
      });
    }
  };
  const members = () => [...known.values()];
  const alive = () => members().some((member) => member.state !== "zombie");
  return {
    members,
    alive,
    update: (newcomers) => {
      reread();
      admit(newcomers);
      return members();
    },
    walk: () => {
      reread();
      for (const found of table.descendants(members())) {
        if (found.startTime >= root.startTime) known.set(found.pid, found);
      }
      return members();
    },
    survey: () => {
      // A process may be born after the list was taken, and its parent end before it was read. So nobody found proves
      // nothing if meanwhile anyone was born on this machine; then look again.
      for (let round = 0; round < 20; round += 1) {
        const newest = table.newest();
        reread();
        admit(everyStat(table));
        if (alive() || newest === null || newest === table.newest()) break;
      }
      return members();
    },
  };
}

/** Of a macro that registered itself without a process: nobody belongs, and it goes on until somebody says otherwise. */
export const noProcesses: ProcessTree = {
  members: () => [],
  alive: () => true,
  update: () => [],
  walk: () => [],
  survey: () => [],
};

/** Whether the session of that number is still the root's: nobody else has taken its pid since. */
function leads(table: ProcessTable, root: ProcessIdentity): boolean {
  const present = table.stat(root.pid);
  return present === null || sameProcess(present, root);
}

function everyStat(table: ProcessTable): ProcessStat[] {
  const all: ProcessStat[] = [];
  for (const pid of table.pids()) {
    const stat = table.stat(pid);
    if (stat !== null) all.push(stat);
  }
  return all;
}
