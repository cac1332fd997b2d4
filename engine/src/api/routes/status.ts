/** What the engine says of itself. */

import type { Routes } from "../context.ts";
import { apiRoutes } from "../contract.ts";
import { engineStatus } from "../schemas/engine.ts";

export const statusRoutes: Routes = (app, { engine }) => {
  app.get(
    apiRoutes.status,
    { config: { allow: "viewer" }, schema: { summary: "What the engine guards", response: { 200: engineStatus } } },
    () => engine.call("status", {}),
  );
};
