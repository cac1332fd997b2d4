/** What it costs to read a macro's tree of 100 processes: by the kernel's lists of children, by a scan, and on the tick. */

import { randomUUID } from "node:crypto";
import { createCensus } from "../engine/src/macros/census.ts";
import { createMeter } from "../engine/src/macros/meter.ts";
import { linuxProcesses } from "../engine/src/macros/processes/linux.ts";
import { supervise } from "../engine/src/macros/supervise.ts";
import { createTree } from "../engine/src/macros/tree.ts";
import { type Bench, type BenchResult, type Contestant, interleave, type Rates } from "./bench.ts";

const processes = 100;
const expectedMs = 3;
/** Nine branches of ten each below the root, and nine leaves of its own. */
const tree =
  'branch="for leaf in 1 2 3 4 5 6 7 8 9; do sleep 600 & done; wait"; ' +
  'for n in 1 2 3 4 5 6 7 8 9; do sh -c "$branch" & sleep 600 & done; wait';

export const processesBench: Bench = {
  name: "processes",
  async run({ quick }) {
    const byChildren = linuxProcesses({ childrenFiles: true });
    const macro = await supervise(byChildren, { id: randomUUID(), command: ["sh", "-c", tree], stdio: "ignore" });
    const watched = createTree(byChildren, { root: macro.root, mark: macro.id, leadsSession: true });
    try {
      while (watched.walk().length < processes) await new Promise((resolve) => setTimeout(resolve, 10));
      const rates = await interleave(
        contestants(byChildren, macro.root, watched),
        quick ? { rounds: 3, roundMs: 30 } : { rounds: 9, roundMs: 200 },
      );
      return resultOf(rates, byChildren.pids().length);
    } finally {
      for (const member of watched.survey()) process.kill(member.pid, "SIGKILL");
      await macro.ended;
    }
  },
};

function contestants(
  table: ReturnType<typeof linuxProcesses>,
  root: { readonly pid: number; readonly startTime: number },
  watched: ReturnType<typeof createTree>,
): Contestant[] {
  const byScan = linuxProcesses({ childrenFiles: false });
  const census = createCensus(table);
  const plain = createMeter(table, { disk: false });
  const whole = createMeter(table, { disk: true });
  const one = (name: string, pass: () => number): Contestant => ({ name, operations: 1, pass });
  return [
    one("tree by lists of children", () => table.descendants([root]).length),
    one("tree by a scan of /proc", () => byScan.descendants([root]).length),
    one("tick: members and newcomers", () => watched.update(census.newcomers()).length),
    one("tick with usage", () => plain.read(watched.update(census.newcomers())).processes),
    one("tick with usage and disk", () => whole.read(watched.update(census.newcomers())).processes),
    one("survey before an action", () => watched.survey().length),
  ];
}

function resultOf(rates: readonly Rates[], present: number): BenchResult {
  const ms = (rate: number) => (1000 / rate).toFixed(2);
  const [children, scan] = rates as [Rates, Rates, ...Rates[]];
  return {
    title: "A tree of 100 processes",
    description: `ms a reading, median (least – most) of the rounds; ${present} processes on the machine`,
    columns: ["read as", "ms", "least", "most"],
    rows: rates.map((rate) => [rate.name, ms(rate.perSecond), ms(rate.fastest), ms(rate.slowest)]),
    expectations: [
      {
        text: `at most ${expectedMs} ms by lists of children`,
        measured: `${ms(children.perSecond)} ms`,
        met: 1000 / children.perSecond <= expectedMs,
      },
    ],
    notes: [
      `a scan takes ${(children.perSecond / scan.perSecond).toFixed(1)} × as long, and longer the more others run`,
    ],
    data: rates,
  };
}
