/** What is known, for Prometheus to come and fetch. */

import Type from "typebox";
import type { FiringTotal, FiringTotals } from "../../store/firing-totals.ts";
import { StoreError } from "../../store/store-error.ts";
import type { Routes } from "../context.ts";
import { apiRoutes } from "../contract.ts";
import { type ExpositionFormat, formats } from "../prometheus/exposition.ts";
import { prometheusText } from "../prometheus/prometheus.ts";

export const prometheusRoutes: Routes = (app, { engine, store }) => {
  let totals: FiringTotals | null = null;
  /** The rest is worth telling where the record cannot be read, too. */
  const firingsOf = (session: string): readonly FiringTotal[] => {
    try {
      totals = store().firingTotals(session, totals);
      return [...totals.all.values()];
    } catch (error) {
      if (error instanceof StoreError) return [];
      throw error;
    }
  };
  app.get(
    apiRoutes.prometheus,
    {
      config: { allow: "viewer" },
      schema: {
        summary: "Every metric, rule state, firing and cost, for Prometheus",
        response: {
          200: Type.Unsafe<string>({ description: "Text of Prometheus, or of OpenMetrics where it is asked for" }),
        },
      },
    },
    async ({ headers }, reply) => {
      const [status, measurements] = await Promise.all([engine.call("status", {}), engine.call("measurements", {})]);
      const firings = firingsOf(status.session);
      const format = formatFor(headers.accept);
      reply.type(formats[format]);
      return prometheusText({ status, measurements, firings, controlPlane: ownCost() }, format);
    },
  );
};

/** Prometheus asks for both, and takes either. */
function formatFor(accept = ""): ExpositionFormat {
  return accept.includes("application/openmetrics-text") ? "openmetrics" : "prometheus";
}

function ownCost() {
  const { user, system } = process.cpuUsage();
  return { cpuSeconds: (user + system) / 1e6, residentBytes: process.memoryUsage.rss() };
}
