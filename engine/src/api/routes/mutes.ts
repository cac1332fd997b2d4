/** Mutes: rules that fire without consequences for a while, now or later. */

import type { MuteParams } from "../../control/protocol.ts";
import type { Routes } from "../context.ts";
import { apiRoutes, type MuteRequest } from "../contract.ts";
import { ApiError } from "../problems.ts";
import { durationOf, instantOf, isoTime } from "../query/times.ts";
import { routePattern } from "../route-pattern.ts";
import { mute } from "../schemas/engine.ts";
import { muteList, muteParams, muteRequest } from "../schemas/mutes.ts";

export const muteRoutes: Routes = (app, { engine }) => {
  app.get(
    apiRoutes.mutes,
    {
      config: { allow: "viewer" },
      schema: { summary: "Mutes and maintenance windows, now and later", response: { 200: muteList } },
    },
    () => engine.call("mutes", {}),
  );

  app.post(
    apiRoutes.mutes,
    {
      config: { allow: "operator", audit: "mute.begin" },
      schema: {
        summary: "Has rules fire without consequences for a while",
        body: muteRequest,
        response: { 201: mute },
      },
    },
    async ({ body, caller }, reply) => {
      const made = await engine.call("mute", toParams(body, caller?.name ?? "somebody", Date.now()));
      return reply.code(201).header("Location", apiRoutes.mute(made.id)).send(made);
    },
  );

  app.delete(
    routePattern(apiRoutes.mute(":id")),
    {
      config: { allow: "operator", audit: "mute.end" },
      schema: { summary: "Ends a mute early", params: muteParams, response: { 200: mute } },
    },
    ({ params, caller }) => engine.call("unmute", { ...params, by: caller?.name ?? "somebody" }),
  );
};

/** Throws an `ApiError` 400 where its end is not said, or said twice, or past. */
function toParams(request: MuteRequest, by: string, nowWall: number): MuteParams {
  const { macro = null, rule = null, reason } = request;
  const fromWall = request.from === undefined ? nowWall : instantOf(request.from, "from");
  if ((request.until === undefined) === (request.for === undefined))
    throw new ApiError(400, "say when it ends: either `until`, a time, or `for`, such as 30m");
  const untilWall =
    request.until === undefined ? fromWall + durationOf(request.for!, "for") : instantOf(request.until, "until");
  if (untilWall <= Math.max(fromWall, nowWall))
    throw new ApiError(400, "a mute ends in the future, and after it has begun");
  const from = request.from === undefined ? {} : { from: isoTime(fromWall) };
  return { macro, rule, reason, by, until: isoTime(untilWall), ...from };
}
