/** A running engine as the editor talks to it, however it is reached. */

import type { EngineStatus, HeldResult, Readings, StopResult } from "../../../engine/src/control/protocol.ts";
import type { EngineEvent } from "../../../engine/src/events.ts";

/** Calls reject with an `Error` whose message is for the user: the engine's refusal, or that it cannot be reached. */
export interface EngineLink {
  status(): Promise<EngineStatus>;
  /** Null from an engine that is too old to tell. */
  readings(profiles: readonly string[]): Promise<Readings | null>;
  /** By a run's id, a macro's name or a pid. */
  stop(id: string): Promise<StopResult>;
  pause(id: string): Promise<HeldResult>;
  resume(id: string): Promise<HeldResult>;
  /** Hears what happens from now on. */
  onEvent(listener: (event: EngineEvent) => void): void;
  /** Resolves when the connection is over, whoever ended it. */
  readonly closed: Promise<void>;
  close(): void;
}

/** The engine wants a token, or another one. */
export class TokenRefused extends Error {
  constructor(url: string) {
    super(`the engine at ${url} refuses the token`);
    this.name = "TokenRefused";
  }
}

/** The profiles that one question may name. */
export const mostProfiles = 64;
