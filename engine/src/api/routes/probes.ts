/** What watchdogs and orchestrators ask: whether this process lives, and whether what it is for can be done. */

import Type from "typebox";
import type { Routes } from "../context.ts";
import { apiRoutes } from "../contract.ts";
import { ApiError } from "../problems.ts";

const fine = Type.Object({ status: Type.Literal("ok") });
const ok = { status: "ok" } as const;

export const probeRoutes: Routes = (app, { engine, store }) => {
  app.get(
    apiRoutes.live,
    { config: { allow: "anyone" }, schema: { summary: "This process answers", response: { 200: fine } } },
    async () => ok,
  );
  app.get(
    apiRoutes.ready,
    {
      config: { allow: "anyone" },
      schema: { summary: "The engine answers, and its record can be read", response: { 200: fine } },
    },
    async () => {
      // Without reasons: anybody may ask.
      try {
        await engine.call("ping", {});
        store().sessions({ limit: 1 });
      } catch {
        throw new ApiError(503, "not ready: the engine does not answer, or its record cannot be read");
      }
      return ok;
    },
  );
};
