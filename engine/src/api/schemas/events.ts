/** What the event stream is asked for. */

import Type from "typebox";

export const eventsQuery = Type.Object(
  {
    snapshots: Type.Optional(Type.Boolean({ description: "a `snapshot` as well for each look at the machine" })),
    run: Type.Optional(Type.String({ maxLength: 64, description: "events of this run alone, by its id" })),
  },
  { additionalProperties: false },
);
