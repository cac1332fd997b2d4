/** How often seeded tests try. */

import { inject } from "vitest";

declare module "vitest" {
  interface ProvidedContext {
    readonly thorough: boolean;
  }
}

/** As often as finds what was ever found, in `npm test`; in `npm run thorough`, which CI runs besides, as often as there is time for. */
export function rounds(usually: number, thoroughly: number): number {
  return inject("thorough") ? thoroughly : usually;
}
