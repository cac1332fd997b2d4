/** Builds the command line once before any test starts it. */

import { buildIfStale } from "../../scripts/build.mjs";

export async function setup(): Promise<void> {
  await buildIfStale();
}
