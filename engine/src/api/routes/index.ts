/** Every resource. */

import type { Routes } from "../context.ts";
import { statusRoutes } from "./status.ts";

export const resources: readonly Routes[] = [statusRoutes];
