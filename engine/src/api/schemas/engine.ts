/** What the engine says of itself, and what is asked of it. */

import Type from "typebox";
import type { ChannelState, CheckResult, EngineStatus, Mute, NamedSession, ReloadResult } from "../contract.ts";
import { decided } from "./decisions.ts";
import { macroStatus } from "./macro-status.ts";
import { nullable, schemaOf, time } from "./schema.ts";

export const channelState = schemaOf<ChannelState>()(
  Type.Object({
    channel: Type.String(),
    kind: Type.String(),
    waiting: Type.Integer({ description: "Notifications that are yet to be delivered" }),
    failed: Type.Integer({ description: "Given up, since the queue was made" }),
    problem: nullable(Type.String({ description: "Why the last attempt came to nothing" })),
  }),
);

export const mute = schemaOf<Mute>()(
  Type.Object({
    id: Type.String(),
    macro: nullable(Type.String({ description: "Null: every macro's" })),
    rule: nullable(Type.String({ description: "Null: every rule" })),
    from: time("When it begins"),
    until: time("When it ends"),
    reason: Type.String(),
    by: Type.String({ description: "Who wants it" }),
    endedAt: nullable(time("Ended early then")),
  }),
);

export const namedSession = schemaOf<NamedSession>()(
  Type.Object({
    id: Type.String(),
    name: Type.String(),
    startedAt: time("When it began"),
    endedAt: nullable(time("When it ended")),
  }),
);

export const engineStatus = schemaOf<EngineStatus>()(
  Type.Object({
    pid: Type.Integer(),
    version: Type.String(),
    session: Type.String({ description: "Id of this run of the engine" }),
    startedAt: time("When the engine started"),
    policies: Type.Array(Type.String()),
    profiles: Type.Integer(),
    rules: Type.Integer(),
    dryRun: Type.Boolean(),
    notRecording: nullable(Type.String({ description: "Why it does not record" })),
    problems: Type.String({ description: "Diagnostics of policies that did not load; empty when fine" }),
    dashboard: nullable(Type.String()),
    notServing: nullable(Type.String()),
    intervalMs: Type.Number(),
    lastCheck: nullable(time("Of the newest snapshot")),
    cost: Type.Object({ cpuSeconds: Type.Number(), residentBytes: Type.Number() }),
    channels: Type.Array(channelState),
    mutes: Type.Array(mute),
    namedSession: nullable(namedSession),
    macros: Type.Array(macroStatus),
  }),
);

export const reloadResult = schemaOf<ReloadResult>()(
  Type.Object({
    ok: Type.Boolean(),
    problems: Type.String({ description: "Rendered diagnostics; empty when fine" }),
  }),
);

export const checkResult = schemaOf<CheckResult>()(
  Type.Object({
    time: time("Of the snapshot"),
    decisions: Type.Array(decided),
  }),
);
