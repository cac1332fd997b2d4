/** Macros that speak for themselves: they register, report, take orders and acknowledge them. */

import type { FastifyRequest } from "fastify";
import type { Routes } from "../context.ts";
import { apiRoutes } from "../contract.ts";
import { createOrderDesk } from "../events/order-desk.ts";
import { isLoopback } from "../listen.ts";
import { ApiError } from "../problems.ts";
import { durationOf } from "../query/times.ts";
import { routePattern } from "../route-pattern.ts";
import {
  acknowledged,
  orderAnswer,
  orderParams,
  ordersQuery,
  registered,
  registration,
  reported,
  selfReport,
} from "../schemas/self-reporting.ts";
import { idParams } from "../schemas/values.ts";
import { isOfCaller } from "../security/peer-user.ts";

const longestWaitMs = 5 * 60_000;

export const selfReportingRoutes: Routes = (app, { engine, owners, store }) => {
  const desk = createOrderDesk({ engine, store });
  app.addHook("preClose", async () => desk.close());

  app.post(
    apiRoutes.macros,
    {
      config: { allow: "macro", audit: "macro.register" },
      schema: {
        summary: "A macro says that it runs",
        description:
          "With a pid its process is measured and acted upon like any other. Without one it is told what to do by orders, and must acknowledge a cancel within its grace.",
        body: registration,
        response: { 201: registered },
      },
    },
    async (request, reply) => {
      const { body, caller } = request;
      if (body.pid !== undefined) checkPid(body.pid, request);
      const answer = await engine.call("register", body);
      if (caller !== null) owners.note(answer.id, caller);
      return reply.code(201).header("Location", apiRoutes.macro(answer.id)).send(answer);
    },
  );

  app.post(
    routePattern(apiRoutes.macroReport(":id")),
    {
      // Data, once a second and more: who reports was put on record when it registered. Who may not is another matter.
      config: { allow: "macro", audit: "macro.report", auditIf: (_request, { statusCode }) => statusCode >= 400 },
      schema: {
        summary: "What a macro measures itself: metrics, actions, a sign of life",
        params: idParams,
        body: selfReport,
        response: { 200: reported },
      },
    },
    async ({ params, body, caller }) => {
      owners.check(caller, params.id);
      return engine.call("report", { run: params.id, ...body });
    },
  );

  app.get(
    routePattern(apiRoutes.macroOrders(":id")),
    {
      config: { allow: "macro" },
      schema: {
        summary: "What a macro is to do",
        description:
          "Answers at once with an order that is not acknowledged yet; else waits for the next, as long as `wait` says. 404 where the engine has begun anew since: register again.",
        params: idParams,
        querystring: ordersQuery,
        response: { 200: orderAnswer },
      },
    },
    async ({ params, query, caller }, reply) => {
      owners.check(caller, params.id);
      const waitMs = query.wait === undefined ? 0 : durationOf(query.wait, "wait", "30s");
      const gone = new AbortController();
      reply.raw.once("close", () => gone.abort());
      return desk.next(params.id, Math.min(waitMs, longestWaitMs), gone.signal);
    },
  );

  app.post(
    routePattern(apiRoutes.acknowledge(":id", ":order")),
    {
      config: { allow: "macro", audit: "macro.acknowledge" },
      schema: { summary: "A macro has done what it was told", params: orderParams, response: { 200: acknowledged } },
    },
    async ({ params: { id, order }, caller }) => {
      owners.check(caller, id);
      return engine.call("acknowledge", { run: id, order });
    },
  );
};

/** Throws an `ApiError` where the pid may not be taken from this caller: what it names may be killed. */
function checkPid(pid: number, { socket }: FastifyRequest): void {
  const address = (socket.remoteAddress ?? "").replace(/^::ffff:(?=\d+\.)/, "");
  if (!isLoopback(address))
    throw new ApiError(400, `a \`pid\` means nothing from another machine (${address}): register without one`);
  if (isOfCaller(pid, socket) === false)
    throw new ApiError(403, `process ${pid} belongs to another user than the one who calls`);
}
