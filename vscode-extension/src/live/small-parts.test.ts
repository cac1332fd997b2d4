/** Times in words, places that an engine may watch, streams of events, the frame of a dashboard. */

import { expect, it } from "vitest";
import { readEventStream } from "../../../engine/src/api/read-event-stream.ts";
import { dashboardPage } from "./dashboard-page.ts";
import { spanText } from "./spans.ts";
import { watchedPlaces } from "./watched-places.ts";

it("spans are short", () => {
  const texts = [-5, 0, 420, 9_940, 14_000, 60_000, 125_000, 3_600_000, 3_780_000, 187_200_000].map(spanText);
  expect(texts).toEqual(["0s", "0s", "0.4s", "9.9s", "14s", "1m", "2m 5s", "1h", "1h 3m", "2d 4h"]);
});

it("an engine is looked for by what a configuration names, and by the folders of the policies", () => {
  const policies = ["/w/game/policies/heal.macropolicy", "/w/game/policies/more/dance.macropolicy"];
  expect(watchedPlaces({ policies, configured: ["/w/a", "/w/b"] }, ["/w"])).toEqual([
    ["/w/a", "/w/b"],
    "/w/a",
    "/w/b",
    "/w/game/policies/more",
    "/w/game/policies",
    "/w/game",
    "/w",
    ...policies,
  ]);
  expect(watchedPlaces({ policies: ["/elsewhere/x.macropolicy"], configured: [] }, ["/w"])).toEqual([
    "/elsewhere",
    "/elsewhere/x.macropolicy",
  ]);
  const many = Array.from({ length: 50 }, (_, at) => `/w/p/${at}.macropolicy`);
  expect(watchedPlaces({ policies: many, configured: [] }, ["/w"])).toEqual(["/w/p", "/w"]);
});

it("events are read however the stream is cut", async () => {
  const bytes = new TextEncoder().encode(
    [
      ': hello\n\nretry: 2000\n\nid: b-0\n\nid: b-1\ndata: {"a":1}\n\ndata: one\r\ndata: grün\r\n\r\n',
      "event: x\ndata:last\n\nevent: y\n\ndata\nid: nul\0\n\nid: b-2\ndata: cut",
    ].join(""),
  );
  for (const size of [1, 2, 3, 7, bytes.length]) {
    const heard: string[] = [];
    const parts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
      bytes.slice(at * size, (at + 1) * size),
    );
    await readEventStream(ReadableStream.from(parts), {
      take: ({ event, data }) => heard.push(`${event} ${data}`),
      reached: (id) => heard.push(id),
    });
    const told = ["b-0", 'message {"a":1}', "b-1", "message one\ngrün", "x last", "message "];
    expect(heard, `in parts of ${size}`).toEqual(told);
  }
});

it("a dashboard's frame may show its own page and nothing else", () => {
  const page = dashboardPage("http://127.0.0.1:7077/board?a=1&b=2", "n0", 'a"b<c');
  expect(page).toContain("default-src 'none'; frame-src http://127.0.0.1:7077; style-src 'nonce-n0'");
  expect(page).toContain('<iframe src="http://127.0.0.1:7077/board?a=1&amp;b=2"');
  expect(page).toContain('name="macro-engine token a&quot;b&lt;c"');
  expect(page).not.toContain("script");
  expect(dashboardPage('http://x/"><script>', "n", "t")).not.toContain("<script>");
  expect(() => dashboardPage("file:///etc/passwd", "n", "t")).toThrow(RangeError);
  expect(() => dashboardPage("javascript:alert(1)", "n", "t")).toThrow(RangeError);
});
