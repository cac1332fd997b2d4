/** What was decided, by pages, newest first. */

import type { StoredDecision } from "../../store/store.ts";
import type { Routes } from "../context.ts";
import { apiRoutes, type DecisionFilter, type DecisionItem } from "../contract.ts";
import { ApiError } from "../problems.ts";
import { isoTime, rangeOf } from "../query/times.ts";
import { routePattern } from "../route-pattern.ts";
import { cancellationDetail } from "../schemas/cancellation.ts";
import { cancellationFilter, decision, decisionFilter, decisionPage, decisionParams } from "../schemas/decisions.ts";

export const decisionRoutes: Routes = (app, { store, inquiry, flush }) => {
  const page = ({ from, to, ...query }: DecisionFilter) => {
    const { items, next } = store().decisions({ ...query, ...rangeOf({ from, to }) });
    return { items: items.map(decisionItem), next };
  };

  app.get(
    apiRoutes.decisions,
    {
      config: { allow: "viewer" },
      schema: {
        summary: "Firings and clearings of rules, newest first",
        querystring: decisionFilter,
        response: { 200: decisionPage },
      },
    },
    ({ query }) => page(query),
  );

  app.get(
    routePattern(apiRoutes.decision(":id")),
    {
      config: { allow: "viewer" },
      schema: { summary: "A decision, and what came of it", params: decisionParams, response: { 200: decision } },
    },
    ({ params: { id } }) => {
      const found = store().decision(id);
      if (found === null) throw new ApiError(404, `there is no decision ${id} on record; it may have been pruned`);
      return decisionItem(found);
    },
  );

  app.get(
    apiRoutes.cancellations,
    {
      config: { allow: "viewer" },
      schema: {
        summary: "Decisions to cancel, newest first",
        querystring: cancellationFilter,
        response: { 200: decisionPage },
      },
    },
    ({ query }) => page({ ...query, action: "cancel", kind: "fire" }),
  );

  // Of any decision: a warning is explained as a cancellation is.
  app.get(
    routePattern(apiRoutes.cancellation(":id")),
    {
      config: { allow: "viewer" },
      schema: {
        summary: "A decision explained: the rule, what was measured, what else was close, what it cost, as a test",
        params: decisionParams,
        response: { 200: cancellationDetail },
      },
    },
    async ({ params: { id } }) => {
      const found = store().decision(id);
      if (found === null) throw new ApiError(404, `there is no decision ${id} on record; it may have been pruned`);
      await flush();
      return { ...decisionItem(found), ...(await inquiry.ask("cancellation", { id })) };
    },
  );
};

function decisionItem(stored: StoredDecision): DecisionItem {
  const { wall, sinceWall, action, all, place, outcomes, ...same } = stored;
  return {
    ...same,
    time: isoTime(wall),
    since: isoTime(sinceWall),
    action: all ? "cancel all" : action,
    file: place.file,
    line: place.line,
    mute: stored.mute ?? null,
    outcomes: outcomes.map(({ wall: at, action: done, ok, how, tookMs, processes }) => ({
      time: isoTime(at),
      action: done,
      ok,
      how,
      tookMs,
      processes,
    })),
  };
}
