import { expect, test } from "vitest";
import { apiFixture } from "./testing/api-fixture.ts";

const mutes = "/api/v1/mutes";

test("who has an answer is told that it has not changed", async () => {
  await using api = await apiFixture();
  const { headers, text } = await api.ask("GET", mutes);
  const tag = String(headers.etag);
  expect([tag, headers["cache-control"]]).toEqual([expect.stringMatching(/^"[\w-]{22}"$/), "private, no-cache"]);
  for (const known of [tag, `W/${tag}`, `"other", ${tag}`, "*"]) {
    const again = await api.ask("GET", mutes, { headers: { "if-none-match": known } });
    expect([known, again.status, again.text, again.headers.etag]).toEqual([known, 304, "", tag]);
  }
  const changed = await api.ask("GET", mutes, { headers: { "if-none-match": '"of-before"' } });
  expect([changed.status, changed.text]).toEqual([200, text]);
});

test("writes and refusals have no tag", async () => {
  await using api = await apiFixture();
  expect((await api.ask("POST", "/api/v1/stop-all")).headers.etag).toBeUndefined();
  expect((await api.ask("GET", mutes, { as: null })).headers.etag).toBeUndefined();
});
