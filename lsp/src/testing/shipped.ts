/** The policies that are shipped, as a set. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createView } from "../workspace/create-view.ts";
import type { PolicyView } from "../workspace/policy-view.ts";

const folder = join(import.meta.dirname, "../../../policies");

export function shippedView(): PolicyView {
  const names = readdirSync(folder).filter((name) => name.endsWith(".macropolicy"));
  return createView({
    version: 0,
    policies: names.map((path) => ({ path, text: readFileSync(join(folder, path), "utf8") })),
    overrides: [],
    configuration: null,
    uriOf: (path) => `file:///policies/${path}`,
    readings: () => new Map(),
  });
}
