/** What the engine says of itself. */

import type { Routes } from "../context.ts";
import { apiRoutes } from "../contract.ts";

export const statusRoutes: Routes = (app, { engine }) => {
  app.get(apiRoutes.status, { config: { allow: "viewer" } }, () => engine.call("status", {}));
};
