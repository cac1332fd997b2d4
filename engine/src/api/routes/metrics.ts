/** What is measured, and what was. */

import type { StoreReader } from "../../store/store.ts";
import type { Routes } from "../context.ts";
import { apiRoutes } from "../contract.ts";
import { ApiError } from "../problems.ts";
import { courseOf, readCourse } from "../query/history.ts";
import { routePattern } from "../route-pattern.ts";
import { history, historyFilter, measurements, metricParams, readings, readingsQuery } from "../schemas/metrics.ts";

export const metricRoutes: Routes = (app, { engine, store, flush }) => {
  app.get(
    apiRoutes.metrics,
    {
      config: { allow: "viewer" },
      schema: { summary: "Every metric: newest value, or why it is not available", response: { 200: measurements } },
    },
    () => engine.call("measurements", {}),
  );

  app.get(
    apiRoutes.readings,
    {
      config: { allow: "viewer" },
      schema: {
        summary: "Newest values, and the margins of profiles",
        querystring: readingsQuery,
        response: { 200: readings },
      },
    },
    ({ query }) => engine.call("readings", { profiles: [query.profile ?? []].flat() }),
  );

  app.get(
    routePattern(apiRoutes.history(":metric")),
    {
      config: { allow: "viewer" },
      schema: {
        summary: "A metric's course, by steps",
        params: metricParams,
        querystring: historyFilter,
        response: { 200: history },
      },
    },
    async ({ params: { metric: name }, query }) => {
      const asked = courseOf(name, query.run === undefined ? null : runOf(store(), query.run), query, Date.now());
      await flush();
      const course = readCourse(store(), asked);
      if (course.time.length > 0) return course;
      const { metrics } = await engine.call("measurements", {});
      if (
        metrics.some(({ metric }) => metric === name) ||
        store()
          .metrics(asked.run ?? "")
          .includes(name)
      )
        return course;
      throw new ApiError(404, `there is no metric ${name}; GET ${apiRoutes.metrics} lists them`);
    },
  );
};

/** A run's id, or that of a macro's newest run. */
function runOf(store: StoreReader, name: string): string {
  if (store.run(name) !== null) return name;
  const [newest] = store.runs({ macro: name, limit: 1 }).items;
  if (newest === undefined) throw new ApiError(404, `no run ${name} is on record, nor one of a macro of that name`);
  return newest.id;
}
