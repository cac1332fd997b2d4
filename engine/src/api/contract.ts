/**
 * What an engine's HTTP API answers and takes: routes and types, shared with whoever asks. No engine serves it yet; the
 * editor's link by URL speaks it, and its tests serve it from an engine's socket.
 *
 * Every request carries `Authorization: Bearer …`; 401 where that is wrong. Other refusals are 4xx with an `ApiProblem`.
 */

import type { EngineStatus, HeldResult, Readings, StopResult } from "../control/protocol.ts";
import type { EngineEvent } from "../events.ts";

export const apiRoutes = {
  /** GET → `ApiAnswers["status"]` */
  status: "/api/v1/status",
  /** GET, `?profile=…` once for each profile → `ApiAnswers["readings"]` */
  readings: "/api/v1/readings",
  /** GET → server-sent events without names, each one `EngineEvent`, from the moment of asking on. */
  events: "/api/v1/events",
  /** POST without a body; `id` is a run's id, a macro's name or a pid. */
  macro: (id: string, act: MacroAct) => `/api/v1/macros/${encodeURIComponent(id)}/${act}`,
} as const;

export type MacroAct = "stop" | "pause" | "resume";

export interface ApiAnswers {
  readonly status: EngineStatus;
  readonly readings: Readings;
  readonly stop: StopResult;
  readonly pause: HeldResult;
  readonly resume: HeldResult;
  readonly event: EngineEvent;
}

export interface ApiProblem {
  /** In words for the user. */
  readonly error: string;
}
