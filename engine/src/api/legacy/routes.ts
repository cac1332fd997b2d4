/** The ten routes of the original, with its shapes, so that its page and its clients go on working. */

import Type from "typebox";
import type { EngineLink } from "../../control-plane/engine-link.ts";
import { newestLogged } from "../../reports/cancellation-log.ts";
import type { ApiContext, Routes } from "../context.ts";
import { ApiError } from "../problems.ts";
import { openLog } from "../query/log.ts";
import { idParams } from "../schemas/values.ts";
import { answerLikeOriginal } from "./failures.ts";
import { saveLog } from "./save-log.ts";
import { activeMacro, answer, cancellation, checked, metrics, report, startRequest, status } from "./schemas.ts";
import { checkedCancellations, originalCancellation, originalMacro, performanceOf } from "./views.ts";

const base = "/api/macro-safety";
/** Of a report, and of a list: a page asks every few seconds. */
const recentCancellations = 10;
const listedCancellations = 100;

export const legacyRoutes: Routes = (app, context) => {
  answerLikeOriginal(app);
  lookRoutes(app, context);
  actRoutes(app, context);
};

const lookRoutes: Routes = (app, { engine, store, flush, input }) => {
  const cancellations = async (newest: number) => {
    await flush();
    return newestLogged(store(), input.session, newest).map(originalCancellation);
  };
  const total = () => store().cancellationCount(input.session);
  const performance = async () =>
    performanceOf(...(await Promise.all([engine.call("measurements", {}), engine.call("status", {})])));

  const look = { allow: "viewer" } as const;
  app.get(
    `${base}/performance`,
    {
      config: look,
      schema: { tags: ["original"], summary: "What is measured now", response: { 200: answer({ metrics }) } },
    },
    async () => ({ success: true as const, metrics: await performance() }),
  );

  app.get(
    `${base}/status`,
    {
      config: look,
      schema: { tags: ["original"], summary: "How the engine goes", response: { 200: answer({ status }) } },
    },
    async () => {
      const { macros, lastCheck } = await engine.call("status", {});
      const told = {
        monitoring_active: true,
        active_macros: macros.length,
        total_cancellations: total(),
        last_check: lastCheck,
      };
      return { success: true as const, status: told };
    },
  );

  app.get(
    `${base}/active-macros`,
    {
      config: look,
      schema: {
        tags: ["original"],
        summary: "What runs",
        response: { 200: answer({ macros: Type.Array(activeMacro) }) },
      },
    },
    async () => {
      const { macros } = await engine.call("status", {});
      return { success: true as const, macros: macros.map(originalMacro) };
    },
  );

  const list = answer({ cancellations: Type.Array(cancellation) });
  app.get(
    `${base}/cancellations`,
    { config: look, schema: { tags: ["original"], summary: "Cancellations of this session", response: { 200: list } } },
    async () => ({
      success: true as const,
      cancellations: await cancellations(listedCancellations),
    }),
  );

  app.get(
    `${base}/report`,
    {
      config: look,
      schema: { tags: ["original"], summary: "Everything at once", response: { 200: answer({ report }) } },
    },
    async () => {
      const { macros } = await engine.call("status", {});
      const made = {
        timestamp: new Date().toISOString(),
        active_macros: macros.length,
        total_cancellations: total(),
        performance_metrics: await performance(),
        active_macro_details: macros.map(originalMacro),
        recent_cancellations: await cancellations(recentCancellations),
      };
      return { success: true as const, report: made };
    },
  );
};

const actRoutes: Routes = (app, { engine, inquiry, flush, input }) => {
  const said = answer({ message: Type.String() });

  app.post(
    `${base}/start`,
    {
      config: { allow: "operator", audit: "macro.start" },
      schema: { tags: ["original"], summary: "Starts a macro", body: startRequest, response: { 200: said } },
    },
    async ({ body: { macro_id: id, macro_name: title, safety_level: level } }) => {
      const wanted = { ...(title ? { title } : {}), ...(level ? { level } : {}) };
      return { success: true as const, message: await start({ engine, input }, id, wanted) };
    },
  );

  app.post(
    `${base}/stop/:id`,
    {
      config: { allow: "operator", audit: "macro.stop" },
      schema: { tags: ["original"], summary: "Stops a macro", params: idParams, response: { 200: said } },
    },
    async ({ params }) => {
      await engine.call("stop", params);
      return { success: true as const, message: `Macro ${params.id} stopped` };
    },
  );

  app.post(
    `${base}/stop-all`,
    {
      config: { allow: "operator", audit: "macro.stop-all" },
      schema: {
        tags: ["original"],
        summary: "Stops every running macro",
        response: { 200: answer({ message: Type.String(), stopped_count: Type.Integer() }) },
      },
    },
    async () => {
      const { stopping } = await engine.call("stop", { all: true });
      return { success: true as const, message: `Stopped ${stopping.length} macros`, stopped_count: stopping.length };
    },
  );

  app.post(
    `${base}/check`,
    {
      config: { allow: "operator", audit: "engine.check" },
      schema: {
        tags: ["original"],
        summary: "Looks at the machine now, and cancels what has to be",
        response: { 200: answer({ cancellations: Type.Integer(), cancellation_details: Type.Array(checked) }) },
      },
    },
    async () => {
      const { macros } = await engine.call("status", {});
      const { decisions } = await engine.call("check", {});
      const details = checkedCancellations(decisions, macros);
      return { success: true as const, cancellations: details.length, cancellation_details: details };
    },
  );

  app.post(
    `${base}/log`,
    {
      config: { allow: "operator", audit: "log.save" },
      schema: {
        tags: ["original"],
        summary: "Saves the cancellation log as a file",
        response: { 200: answer({ log_path: Type.String(), message: Type.String() }) },
      },
    },
    async () => {
      await flush();
      const { cwd, config } = input;
      const nowWall = Date.now();
      const log = await openLog(inquiry, { session: input.session }, nowWall);
      const path = await saveLog(log, nowWall, { folder: config.log.folder, cwd });
      return { success: true as const, log_path: path, message: `Cancellation log saved to ${path}` };
    },
  );
};

/** By its command where the configuration has one; else it is guarded, and told what to do, without a process. */
async function start(
  { engine, input }: Pick<ApiContext, "input"> & { readonly engine: EngineLink },
  id: string,
  wanted: { readonly title?: string; readonly level?: "safe" | "risky" | "dangerous" },
): Promise<string> {
  const isSame = (name: string) => name.toLowerCase() === id.toLowerCase();
  const { macros } = await engine.call("status", {});
  if (macros.some(({ macro }) => isSame(macro))) throw new ApiError(400, `Macro ${id} is already running`);
  const configured = Object.keys(input.config.macros).find(isSame);
  const { title, level } = wanted;
  if (configured === undefined) await engine.call("register", { macro: id, ...wanted });
  else await engine.call("start", { macro: configured, ...(level === undefined ? {} : { level }) });
  return `Macro ${title ?? id} started`;
}
