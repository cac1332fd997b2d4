/** Who is to hear of what, by the policies in force. */

import { builtInMetric, type Program } from "@macro-engine/dsl";
import type { Audience } from "../control/protocol.ts";

export function audienceOf({ profiles, metrics }: Program): Audience {
  const declared = metrics.filter(({ name }) => builtInMetric(name) === undefined);
  return {
    profiles: profiles.filter(({ notify }) => notify.length > 0).map(({ name, notify }) => ({ name, notify })),
    dimensions: Object.fromEntries(declared.map(({ name, dimension }) => [name, dimension])),
  };
}
