/** What happens, as server-sent events. */

import { randomBytes } from "node:crypto";
import Type from "typebox";
import type { Routes } from "../context.ts";
import { apiRoutes } from "../contract.ts";
import { createEventHub } from "../events/event-hub.ts";
import { openStream } from "../events/response-sink.ts";
import { ApiError } from "../problems.ts";
import { eventsQuery } from "../schemas/events.ts";

export const eventRoutes: Routes = (app, { engine, owners, onChange }) => {
  const hub = createEventHub({ engine, boot: randomBytes(6).toString("hex") });
  // A server that closes waits for its answers, and these do not end by themselves.
  app.addHook("preClose", async () => hub.close());
  // Whose token is gone must not read on.
  onChange(({ access }) => access && hub.letGo());
  app.get(
    apiRoutes.events,
    {
      config: { allow: ["viewer", "macro"] },
      exposeHeadRoute: false,
      schema: {
        querystring: eventsQuery,
        response: { 200: { content: { "text/event-stream": { schema: Type.String() } } } },
        summary: "Events as they happen",
        description:
          "Server-sent events. Each event of the engine comes without a name and with an id, after which the stream can be gone on from: `Last-Event-ID`. `reset`: what was missed cannot be told any more, so ask for the status anew. `snapshot`, where asked for: what each look at the machine saw. A reader who does not keep up is let go.",
      },
    },
    (request, reply) => {
      const { snapshots = false, run = null } = request.query;
      if (request.caller?.role === "macro") {
        if (run === null || snapshots) throw new ApiError(403, "a macro's token follows its own run: `?run=ID`");
        owners.check(request.caller, run);
      }
      const after = request.headers["last-event-id"];
      if (hub.full) throw new ApiError(503, "too many follow already; close a page that is not needed");
      const known = typeof after === "string" && after !== "" ? after : null;
      reply.raw.once("close", hub.join(openStream(reply), { after: known, run, snapshots }));
    },
  );
};
