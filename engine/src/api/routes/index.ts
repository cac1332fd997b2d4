/** Every resource. */

import type { Routes } from "../context.ts";
import { eventRoutes } from "./events.ts";
import { statusRoutes } from "./status.ts";

export const resources: readonly Routes[] = [eventRoutes, statusRoutes];
