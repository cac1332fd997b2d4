/** Macros: what runs and what may be started; start, stop, pause, resume, level, and off guard. */

import type { MacroConfig } from "../../config/config.ts";
import type { EngineLink } from "../../control-plane/engine-link.ts";
import type { Routes } from "../context.ts";
import { apiRoutes, type ConfiguredMacro, type MacroStatus } from "../contract.ts";
import { lastRunOf, outputOf } from "../macro-output.ts";
import { namedMacro } from "../named-macro.ts";
import { ApiError } from "../problems.ts";
import { routePattern } from "../route-pattern.ts";
import { macroStatus } from "../schemas/macro-status.ts";
import {
  held,
  levelRequest,
  macroList,
  macroOutput,
  outputQuery,
  started,
  startRequest,
  stopped,
} from "../schemas/macros.ts";
import { strict } from "../schemas/schema.ts";
import { idParams } from "../schemas/values.ts";

export const macroRoutes: Routes = (app, { engine, input, owners, store }) => {
  app.get(
    apiRoutes.macros,
    {
      config: { allow: "viewer" },
      schema: {
        summary: "What runs, and what the configuration has commands for",
        querystring: strict({}),
        response: { 200: macroList },
      },
    },
    async () => {
      const { macros } = await engine.call("status", {});
      const commands = Object.entries(input.config.macros);
      const configured = commands.map(([name, command]) => configuredMacro(engine, name, command, macros));
      return { running: macros, configured: await Promise.all(configured) };
    },
  );

  app.get(
    routePattern(apiRoutes.macro(":id")),
    {
      config: { allow: "viewer" },
      schema: {
        summary: "A running macro: its rules, their margins and states",
        params: idParams,
        response: { 200: macroStatus },
      },
    },
    async ({ params }) => {
      const { macros } = await engine.call("status", {});
      const found = namedMacro(macros, params.id);
      if (found === undefined)
        throw new ApiError(404, `no running macro is called ${params.id}; GET ${apiRoutes.macros} lists them`);
      return found;
    },
  );

  app.delete(
    routePattern(apiRoutes.macro(":id")),
    // A macro takes its own run off when it has ended.
    {
      config: { allow: "macro", audit: "macro.release" },
      schema: { summary: "Takes a macro off guard, and lets it go on", params: idParams, response: { 200: held } },
    },
    async ({ params, caller }) => {
      owners.check(caller, params.id);
      if (caller?.role === "macro") await checkLeaving(engine, params.id);
      return engine.call("release", params);
    },
  );

  app.post(
    routePattern(apiRoutes.macroStart(":id")),
    {
      config: { allow: "operator", audit: "macro.start" },
      // All that a body could say may be left out, and so may it.
      preValidation: async (request) => {
        request.body ??= {};
      },
      schema: {
        summary: "Starts a macro by its configured command",
        params: idParams,
        body: startRequest,
        response: { 200: started },
      },
    },
    ({ params, body }) => engine.call("start", { macro: params.id, ...body }),
  );

  app.post(
    routePattern(apiRoutes.macroAct(":id", "stop")),
    {
      config: { allow: "operator", audit: "macro.stop" },
      schema: {
        summary: "Stops a macro: asked to end, killed after its grace",
        params: idParams,
        response: { 200: stopped },
      },
    },
    ({ params }) => engine.call("stop", params),
  );

  for (const act of ["pause", "resume"] as const) {
    app.post(
      routePattern(apiRoutes.macroAct(":id", act)),
      {
        config: { allow: "operator", audit: `macro.${act}` },
        schema: { summary: actSummaries[act], params: idParams, response: { 200: held } },
      },
      ({ params }) => engine.call(act, params),
    );
  }

  app.get(
    routePattern(apiRoutes.macroOutput(":id")),
    {
      // Programs print what only their user is to see.
      config: { allow: "operator" },
      schema: {
        summary: "What a macro has printed that was started here",
        params: idParams,
        querystring: outputQuery,
        response: { 200: macroOutput },
      },
    },
    async ({ params: { id }, query: { bytes = 65_536 } }) => {
      const { macros } = await engine.call("status", {});
      const run = namedMacro(macros, id)?.id ?? lastRunOf(store(), id);
      const found = run === null ? null : outputOf(input.config.store.path, run, bytes);
      if (found === null)
        throw new ApiError(
          404,
          `nothing is kept of what ${id} printed: it was not started by its configured command, or long ago`,
        );
      return found;
    },
  );

  app.put(
    routePattern(apiRoutes.macroLevel(":id")),
    {
      config: { allow: "operator", audit: "macro.level" },
      schema: {
        summary: "Gives a macro another level, or, null, its profile's again",
        params: idParams,
        body: levelRequest,
        response: { 200: held },
      },
    },
    ({ params, body }) => engine.call("level", { ...params, ...body }),
  );

  app.post(
    apiRoutes.stopAll,
    {
      config: { allow: "operator", audit: "macro.stop-all" },
      schema: { summary: "Stops every running macro", response: { 200: stopped } },
    },
    () => engine.call("stop", { all: true }),
  );
};

const actSummaries = {
  pause: "Pauses a macro until it is resumed",
  resume: "Lets a paused macro go on",
} as const;

/** A macro must not take a process off guard that goes on. Throws an `ApiError` 403. */
async function checkLeaving(engine: EngineLink, run: string): Promise<void> {
  const { macros } = await engine.call("status", {});
  const pid = macros.find(({ id }) => id === run)?.pid ?? null;
  if (pid !== null)
    throw new ApiError(403, `its process ${pid} is guarded until it ends; an operator may take it off guard`);
}

async function configuredMacro(
  engine: EngineLink,
  name: string,
  { command, profile }: MacroConfig,
  macros: readonly MacroStatus[],
): Promise<ConfiguredMacro> {
  const asked = { macro: name, command, ...(profile === null ? {} : { profile }) };
  const { refusal, untilWall } = await engine.call("admit", asked);
  return {
    macro: name,
    profile,
    running: macros.some((one) => one.macro.toLowerCase() === name.toLowerCase()),
    refusal,
    startsAt: untilWall === null ? null : new Date(untilWall).toISOString(),
  };
}
