/** Channels of notifications: how they go, and a test of one. */

import Type from "typebox";
import type { Routes } from "../context.ts";
import { apiRoutes, type ChannelTest } from "../contract.ts";
import { ApiError } from "../problems.ts";
import { routePattern } from "../route-pattern.ts";
import { channelState } from "../schemas/engine.ts";
import { name, schemaOf, strict } from "../schemas/schema.ts";

const channels = Type.Object({ channels: Type.Array(channelState) });
const channelTest = schemaOf<ChannelTest>()(
  Type.Object({ ok: Type.Boolean(), how: Type.String({ description: "What came of it, in words" }) }),
);

export const channelRoutes: Routes = (app, { notifying }) => {
  app.get(
    apiRoutes.channels,
    {
      config: { allow: "viewer" },
      schema: { summary: "Where notifications go, and how that goes", response: { 200: channels } },
    },
    async () => ({ channels: notifying.channels }),
  );
  app.post(
    routePattern(apiRoutes.channelTest(":name")),
    {
      config: { allow: "operator", audit: "channel.test" },
      schema: {
        summary: "Sends a test over a channel, past its queue",
        params: strict({ name: name("A name of the configuration's `channels`") }),
        response: { 200: channelTest },
      },
    },
    async ({ params }) => {
      const delivered = await notifying.test(params.name);
      if (delivered === null) throw new ApiError(404, `the configuration has no channel ${params.name}`);
      return delivered.kind === "delivered"
        ? { ok: true, how: "the test was taken" }
        : { ok: false, how: delivered.problem };
    },
  );
};
