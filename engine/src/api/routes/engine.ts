/** What the engine is told to do, and by which configuration it does it. */

import { setTimeout as sleep } from "node:timers/promises";
import Type from "typebox";
import type { Routes } from "../context.ts";
import { apiRoutes } from "../contract.ts";
import { checkResult, reloadResult } from "../schemas/engine.ts";
import { withoutSecrets } from "../without-secrets.ts";

const configuration = Type.Record(Type.String(), Type.Unknown(), {
  description: "macro-engine.yaml as it was read, with *** for every secret",
});

/** The engine hands its configuration over beside its answer, ms at most. */
const followsWithinMs = 1000;

export const engineRoutes: Routes = (app, { engine, input, onChange }) => {
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
    async () => {
      const next = Promise.withResolvers<string | null>();
      const off = onChange(({ problem }) => next.resolve(problem));
      try {
        const answer = await engine.call("reload", {});
        if (!answer.ok || input.configPath === null) return answer;
        // Whoever asks next is answered by what was read now.
        const problem = await Promise.race([next.promise, sleep(followsWithinMs, null, { ref: false })]);
        return problem === null ? answer : { ...answer, problems: `${answer.problems}${problem}\n` };
      } finally {
        off();
      }
    },
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
