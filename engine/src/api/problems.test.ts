/** What goes wrong is told to whoever asked, and no more of it than is theirs. */

import { expect, test } from "vitest";
import { ControlError, errorCodes } from "../control/protocol.ts";
import { apiFixture } from "./testing/api-fixture.ts";

const stop = "/api/v1/macros/heal/stop";

test.each([
  [400, "Bad Request", errorCodes.invalidParams],
  [404, "Not Found", errorCodes.unknown],
  [409, "Conflict", undefined],
])("a refusal of the engine is a problem with status %i", async (status, title, code) => {
  const refuse = () => {
    throw new ControlError("heal does not run", code);
  };
  await using api = await apiFixture({ engine: { stop: refuse } });
  const answered = await api.ask("POST", stop);
  expect(answered.headers["content-type"]).toBe("application/problem+json; charset=utf-8");
  expect(answered.json).toEqual({ type: "about:blank", title, status, detail: "heal does not run" });
  expect(api.problems).toEqual([]);
});

test("of a mistake of ours the engine's user is told where it was made, whoever asked that there was one", async () => {
  const fail = () => {
    throw new TypeError("rows is not iterable");
  };
  await using api = await apiFixture({ engine: { stop: fail } });
  const { status, text } = await api.ask("POST", `${stop}?why=a-secret`);
  expect([status, text]).toEqual([500, expect.not.stringContaining("iterable")]);
  expect(api.problems).toEqual([
    expect.stringMatching(/^the API made a mistake at POST \/api\/v1\/macros\/:id\/stop: rows is not iterable at \S/),
  ]);
});
