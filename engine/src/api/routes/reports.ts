/** Reports of a session or a period, and the cancellation log in the original's format. */

import { Readable } from "node:stream";
import Type from "typebox";
import type { Routes } from "../context.ts";
import { apiRoutes } from "../contract.ts";
import { ApiError } from "../problems.ts";
import { openLog } from "../query/log.ts";
import { durationOf, instantOf, rangeOf } from "../query/times.ts";
import { logQuery, reportQuery } from "../schemas/reports.ts";

const types = {
  json: "application/json; charset=utf-8",
  csv: "text/csv; charset=utf-8",
  html: "text/html; charset=utf-8",
  text: "text/plain; charset=utf-8",
} as const;

/** A page that needs nothing else: its style stands in it, and it runs no script. */
const pagePolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

export const reportRoutes: Routes = (app, { inquiry, flush, store }) => {
  app.get(
    apiRoutes.report,
    {
      config: { allow: "viewer" },
      schema: {
        summary: "What happened in a session or a period",
        querystring: reportQuery,
        // Whatever its format, it comes as it goes out.
        response: { 200: Type.Unsafe<string>({ description: "Report, or a page, a table or a text" }) },
      },
    },
    async ({ query: { session, format = "json", ...period } }, reply) => {
      const times = periodOf(period, Date.now());
      if (session !== undefined && times !== null)
        throw new ApiError(400, "a session has its own time: give `session`, or a period");
      await flush();
      const fromWall = times?.fromWall ?? null;
      const toWall = times?.toWall ?? null;
      const text = await inquiry.ask("report", { session: session ?? null, fromWall, toWall, format });
      reply.type(types[format]);
      if (format === "html") reply.header("Content-Security-Policy", pagePolicy);
      return text;
    },
  );

  app.get(
    apiRoutes.log,
    {
      config: { allow: "viewer" },
      schema: { summary: "Cancellations in the original's format", querystring: logQuery },
    },
    async ({ query: { from, to, session, macro } }, reply) => {
      await flush();
      const scope = session === undefined ? {} : sessionScope(store().listedSession(session), session);
      const filter = { ...scope, ...rangeOf({ from, to }), ...(macro === undefined ? {} : { macro }) };
      const log = await openLog(inquiry, filter, Date.now());
      return reply.type(types.json).send(Readable.from(log, { objectMode: false }));
    },
  );
};

interface Period {
  readonly since?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Null where none is given. Throws an `ApiError` 400. */
function periodOf({ since, from, to }: Period, nowWall: number): { fromWall: number; toWall: number | null } | null {
  if (since !== undefined && from !== undefined)
    throw new ApiError(400, "`since` and `from` are two beginnings: give one");
  const begin = since ?? from;
  if (begin === undefined) {
    if (to !== undefined) throw new ApiError(400, "`to` needs a beginning: give `from` or `since` as well");
    return null;
  }
  const fromWall = since === undefined ? instantOf(from!, "from") : nowWall - durationOf(since, "since", "7d");
  const toWall = to === undefined ? null : instantOf(to, "to");
  if (toWall !== null && fromWall >= toWall) throw new ApiError(400, "the period ends before it begins");
  if (fromWall >= nowWall) throw new ApiError(400, "the period has not begun yet");
  return { fromWall, toWall };
}

type Listed = ReturnType<ReturnType<Parameters<Routes>[1]["store"]>["listedSession"]>;

/** A named one lies within one of the engine. */
function sessionScope(listed: Listed, id: string) {
  if (listed === null) throw new ApiError(404, `there is no session ${id} on record; it may have been pruned`);
  if (listed.kind === "engine") return { session: id };
  const { startedWall, endedWall } = listed;
  return { fromWall: startedWall, ...(endedWall === null ? {} : { toWall: endedWall }) };
}
