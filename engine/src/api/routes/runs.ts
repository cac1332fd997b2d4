/** Runs on record, by pages, newest first. */

import type { StoredRun } from "../../store/store.ts";
import type { Routes } from "../context.ts";
import { apiRoutes, type RunItem } from "../contract.ts";
import { ApiError } from "../problems.ts";
import { isoTime, rangeOf } from "../query/times.ts";
import { routePattern } from "../route-pattern.ts";
import { run, runFilter, runPage, runParams } from "../schemas/record.ts";

export const runRoutes: Routes = (app, { store }) => {
  app.get(
    apiRoutes.runs,
    {
      config: { allow: "viewer" },
      schema: { summary: "Runs of macros, newest first", querystring: runFilter, response: { 200: runPage } },
    },
    ({ query: { from, to, ...query } }) => {
      const { items, next } = store().runs({ ...query, ...rangeOf({ from, to }) });
      return { items: items.map(runItem), next };
    },
  );

  app.get(
    routePattern(apiRoutes.run(":id")),
    {
      config: { allow: "viewer" },
      schema: { summary: "A run: when, by which profile, how it ended", params: runParams, response: { 200: run } },
    },
    ({ params: { id } }) => {
      const found = store().run(id);
      if (found === null) throw new ApiError(404, `there is no run ${id} on record; it may have been pruned`);
      return runItem(found);
    },
  );
};

function runItem(stored: StoredRun): RunItem {
  const { id, session, macro, title, profile, level, origin, root, startedWall, endedWall, end } = stored;
  return {
    ...{ id, session, macro, profile, level, origin, end },
    title: title ?? null,
    pid: root?.pid ?? null,
    startedAt: isoTime(startedWall),
    endedAt: endedWall === null ? null : isoTime(endedWall),
  };
}
