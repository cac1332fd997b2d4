/** Programs that say, by firing, what conditions are at the last row of a witness; what replays of them confirm. */

import type { Condition, Program, ProgramProfile, ProgramRule } from "../program/program.ts";
import type { Metric } from "../vocabulary/metrics.ts";
import type { Truth, Wanted } from "./prover.ts";
import type { Replay, Witness } from "./witness.ts";

export interface ProbeContext {
  readonly program: Program;
  readonly replay: Replay;
  /** Every metric that the conditions read, and `duration`. */
  readonly metrics: readonly Metric[];
}

/** Whether every condition has one of its wanted truth values at the witness's last row. */
export function confirms(witness: Witness, wanted: readonly Wanted[], context: ProbeContext): boolean {
  const last = witness.rows.at(-1)!.timeMs;
  const late = (condition: Condition): Condition => atTheEnd(condition, witness);
  const rules = wanted.flatMap(({ condition }, index) => [
    probeRule(`${index} true`, late(condition)),
    probeRule(`${index} false`, late({ kind: "not", operand: condition })),
  ]);
  const profile = probeProfile([...rules, probeRule(lastRule, late({ kind: "constant", value: true }))]);
  const program: Program = { ...context.program, metrics: context.metrics, profiles: [profile], tests: [] };
  const fired = new Set(
    context
      .replay(program, profile.name, witness)
      .filter(({ kind, timeMs }) => kind === "fire" && timeMs === last)
      .map(({ rule }) => rule),
  );
  // Else what did not fire says nothing.
  if (!fired.has(lastRule)) return false;
  return wanted.every(({ is }, index) => {
    const truth: Truth = fired.has(`${index} true`) ? "true" : fired.has(`${index} false`) ? "false" : "unknown";
    return is.includes(truth);
  });
}

/** Fires at the last row, whatever is asked. */
const lastRule = "last";

/** The condition at the last row, false before: a rule fires but once while its condition stays true. */
function atTheEnd(condition: Condition, { rows, macroStartMs }: Witness): Condition {
  const snapshots = rows.filter(({ timeMs }) => timeMs >= macroStartMs);
  const before = snapshots.at(-2);
  if (before === undefined) return condition;
  const value = (before.timeMs + snapshots.at(-1)!.timeMs) / 2 - macroStartMs;
  const late: Condition = {
    kind: "compare",
    operator: ">",
    left: { kind: "metric", metric: "duration" },
    right: { kind: "constant", value },
    dimension: "duration",
  };
  return { kind: "and", operands: [late, condition] };
}

const place = { file: "", line: 1, column: 1 };

function probeRule(name: string, condition: Condition): ProgramRule {
  return {
    name,
    action: "warn",
    all: false,
    condition,
    holdMs: 0,
    until: null,
    message: [],
    text: "",
    threshold: "",
    reads: [],
    messageReads: [],
    evidence: [],
    place,
    declaredIn: "probe",
  };
}

function probeProfile(rules: readonly ProgramRule[]): ProgramProfile {
  return {
    name: "probe",
    description: "",
    level: "risky",
    graceMs: 0,
    cooldownMs: 0,
    patterns: [],
    notify: [],
    params: [],
    rules,
    place,
  };
}
