/** Every resource. */

import type { Routes } from "../context.ts";
import { legacyRoutes } from "../legacy/routes.ts";
import { auditRoutes } from "./audit.ts";
import { channelRoutes } from "./channels.ts";
import { decisionRoutes } from "./decisions.ts";
import { engineRoutes } from "./engine.ts";
import { eventRoutes } from "./events.ts";
import { macroRoutes } from "./macros.ts";
import { metricRoutes } from "./metrics.ts";
import { muteRoutes } from "./mutes.ts";
import { policyRoutes } from "./policies.ts";
import { probeRoutes } from "./probes.ts";
import { prometheusRoutes } from "./prometheus.ts";
import { referenceRoutes } from "./reference.ts";
import { reportRoutes } from "./reports.ts";
import { runRoutes } from "./runs.ts";
import { selfReportingRoutes } from "./self-reporting.ts";
import { sessionRoutes } from "./sessions.ts";
import { statusRoutes } from "./status.ts";

export const resources: readonly Routes[] = [
  statusRoutes,
  engineRoutes,
  probeRoutes,
  prometheusRoutes,
  channelRoutes,
  auditRoutes,
  referenceRoutes,
  eventRoutes,
  // What runs, and what is measured.
  macroRoutes,
  selfReportingRoutes,
  metricRoutes,
  muteRoutes,
  // What is on record.
  decisionRoutes,
  runRoutes,
  sessionRoutes,
  reportRoutes,
  policyRoutes,
  legacyRoutes,
];
