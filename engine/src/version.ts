/** The package's version. */

import { readFileSync } from "node:fs";
import { entryUrl } from "./entry.ts";

export function version(): string {
  const manifest = new URL("../package.json", entryUrl("version"));
  return (JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version;
}
