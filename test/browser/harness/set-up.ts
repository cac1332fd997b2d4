/** Once before all tests: builds engine and page, and makes room for pictures. */

import { mkdirSync, rmSync } from "node:fs";
import { buildIfStale } from "../../../scripts/build.mjs";
import { artefacts } from "./artefacts.ts";

export async function setup(): Promise<void> {
  rmSync(artefacts, { recursive: true, force: true });
  mkdirSync(artefacts, { recursive: true });
  await buildIfStale();
}
