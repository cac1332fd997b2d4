/** What the engine is told to do, and by which configuration it does it. */

import Type from "typebox";
import type { Routes } from "../context.ts";
import { apiRoutes } from "../contract.ts";
import { checkResult, reloadResult } from "../schemas/engine.ts";
import { withoutSecrets } from "../without-secrets.ts";

const configuration = Type.Record(Type.String(), Type.Unknown(), {
  description: "macro-engine.yaml as it was read, with *** for every secret",
});

export const engineRoutes: Routes = (app, { engine, input }) => {
  app.get(
    apiRoutes.config,
    {
      config: { allow: "viewer" },
      schema: { summary: "The configuration, without secrets", response: { 200: configuration } },
    },
    async () => withoutSecrets(input.config),
  );
  app.post(
    apiRoutes.reload,
    {
      config: { allow: "operator", audit: "engine.reload" },
      schema: { summary: "Reads policies and configuration again", response: { 200: reloadResult } },
    },
    () => engine.call("reload", {}),
  );
  app.post(
    apiRoutes.check,
    {
      config: { allow: "operator", audit: "engine.check" },
      schema: { summary: "Takes a snapshot now, and does what it decides", response: { 200: checkResult } },
    },
    () => engine.call("check", {}),
  );
};
