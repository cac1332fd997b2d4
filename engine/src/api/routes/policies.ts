/** Policies on disk, profiles in force, and what a rule would have done with another limit. */

import type { Routes } from "../context.ts";
import { apiRoutes } from "../contract.ts";
import { durationOf } from "../query/times.ts";
import { routePattern } from "../route-pattern.ts";
import {
  effectiveProfile,
  policyList,
  policySource,
  policyText,
  policyVerdict,
  profileParams,
  sourceQuery,
  whatIfAnswer,
  whatIfRequest,
} from "../schemas/policies.ts";

const dayMs = 86_400_000;

export const policyRoutes: Routes = (app, { inquiry, engine, flush }) => {
  app.get(
    apiRoutes.policies,
    {
      config: { allow: "viewer" },
      schema: { summary: "Files on disk, profiles in force", response: { 200: policyList } },
    },
    async () => {
      const [onDisk, inForce] = await Promise.all([inquiry.ask("policies", null), engine.call("profiles", {})]);
      return { ...onDisk, ...inForce };
    },
  );

  app.get(
    apiRoutes.policySource,
    {
      config: { allow: "viewer" },
      schema: { summary: "A file's text", querystring: sourceQuery, response: { 200: policySource } },
    },
    ({ query }) => inquiry.ask("source", query),
  );

  app.post(
    apiRoutes.policyCheck,
    {
      // It changes nothing, so that whoever may read policies may try them.
      config: { allow: "viewer", audit: null },
      schema: { summary: "What is wrong with a text", body: policyText, response: { 200: policyVerdict } },
    },
    ({ body }) => inquiry.ask("check", body),
  );

  app.get(
    routePattern(apiRoutes.profile(":name")),
    {
      config: { allow: "viewer" },
      schema: {
        summary: "A profile's rules in force, with live margins",
        params: profileParams,
        response: { 200: effectiveProfile },
      },
    },
    ({ params }) => engine.call("profile", params),
  );

  app.post(
    apiRoutes.whatIf,
    {
      config: { allow: "viewer", audit: null },
      schema: {
        summary: "Another limit, tried on what is recorded",
        body: whatIfRequest,
        response: { 200: whatIfAnswer },
      },
    },
    async ({ body }) => {
      const sinceMs = body.since === undefined ? 2 * dayMs : durationOf(body.since, "since", "7d");
      await flush();
      return inquiry.ask("whatIf", { ...body, sinceWall: Date.now() - sinceMs });
    },
  );
};
