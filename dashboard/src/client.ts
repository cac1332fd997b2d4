/** All HTTP of the page. */

import { apiRoutes, type EngineStatus, type Problem } from "../../engine/src/api/contract.ts";

/** A refusal in the engine's words. */
export class Refused extends Error {
  readonly status: number;

  constructor({ detail, status }: Problem) {
    super(detail);
    this.status = status;
  }
}

async function ask<A>(route: string, init: RequestInit = {}): Promise<A> {
  const response = await fetch(route, init);
  if (!response.ok) throw new Refused((await response.json()) as Problem);
  return (await response.json()) as A;
}

export const client = {
  status: () => ask<EngineStatus>(apiRoutes.status),
};
