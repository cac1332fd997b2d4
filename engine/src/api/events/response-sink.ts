/** A response as the sink of an event stream: each frame goes out as it is, the same bytes for everybody. */

import type { ServerResponse } from "node:http";
import type { FastifyReply } from "fastify";
import type { EventSink } from "./event-hub.ts";

/** Takes the response from fastify and begins the stream. */
export function openStream(reply: FastifyReply): EventSink {
  reply.hijack();
  const response: ServerResponse = reply.raw;
  for (const [name, value] of Object.entries(reply.getHeaders()))
    if (value !== undefined) response.setHeader(name, value);
  response.setHeader("Content-Type", "text/event-stream; charset=utf-8");
  response.setHeader("Cache-Control", "no-store");
  // Proxies that gather answers would hold events back.
  response.setHeader("X-Accel-Buffering", "no");
  response.setHeader("Connection", "close");
  // Chunks would be joined anew for every reader; without, all of them share the frame's bytes, unsent ones too.
  response.removeHeader("Transfer-Encoding");
  // What a reader is told at the beginning goes with the headers.
  response.cork();
  process.nextTick(() => response.uncork());
  // Whoever went away in the middle is no news: "close" follows.
  response.on("error", () => {});
  return {
    get unsent() {
      return response.writableLength;
    },
    write: (frame) => void response.write(frame),
    drop: () => void response.destroy(),
  };
}
