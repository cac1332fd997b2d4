/** Sessions: runs of the engine, and those that users name within them. */

import type { ListedSession } from "../../store/session-list.ts";
import type { Routes } from "../context.ts";
import { apiRoutes, type SessionItem } from "../contract.ts";
import { ApiError } from "../problems.ts";
import { isoTime, rangeOf } from "../query/times.ts";
import { routePattern } from "../route-pattern.ts";
import { namedSession } from "../schemas/engine.ts";
import { sessionFilter, sessionItem, sessionPage, sessionParams, sessionRequest } from "../schemas/record.ts";

export const sessionRoutes: Routes = (app, { engine, store }) => {
  app.get(
    apiRoutes.sessions,
    {
      config: { allow: "viewer" },
      schema: {
        summary: "Runs of the engine, and named sessions, newest first",
        querystring: sessionFilter,
        response: { 200: sessionPage },
      },
    },
    ({ query: { from, to, ...query } }) => {
      const { items, next } = store().sessionList({ ...query, ...rangeOf({ from, to }) });
      return { items: items.map(itemOf), next };
    },
  );

  app.get(
    routePattern(apiRoutes.session(":id")),
    {
      config: { allow: "viewer" },
      schema: { summary: "A session", params: sessionParams, response: { 200: sessionItem } },
    },
    ({ params: { id } }) => {
      const found = store().listedSession(id);
      if (found === null) throw new ApiError(404, `there is no session ${id} on record; it may have been pruned`);
      return itemOf(found);
    },
  );

  app.post(
    apiRoutes.sessions,
    {
      config: { allow: "operator", audit: "session.begin" },
      schema: {
        summary: "Begins a named session; one that goes on ends",
        body: sessionRequest,
        response: { 201: namedSession },
      },
    },
    async ({ body }, reply) => {
      const begun = await engine.call("beginSession", body);
      return reply.code(201).header("Location", apiRoutes.session(begun.id)).send(begun);
    },
  );

  app.post(
    apiRoutes.endSession,
    {
      config: { allow: "operator", audit: "session.end" },
      schema: { summary: "Ends the named session that goes on", response: { 200: namedSession } },
    },
    () => engine.call("endSession", {}),
  );
};

function itemOf({ startedWall, endedWall, ...same }: ListedSession): SessionItem {
  return { ...same, startedAt: isoTime(startedWall), endedAt: endedWall === null ? null : isoTime(endedWall) };
}
