import { expect, test } from "vitest";
import { ControlError } from "../../control/protocol.ts";
import { methods } from "../../control/testing/example.ts";
import { apiFixture } from "../testing/api-fixture.ts";

test("the status is what the engine answers", async () => {
  await using api = await apiFixture();
  const { status, json } = await api.ask("GET", "/api/v1/status", { as: "viewer" });
  expect(status).toBe(200);
  expect(json).toEqual(methods().status({}, null as never));
  expect(api.calls).toEqual([{ method: "status", params: {} }]);
});

test("what the engine refuses is a problem in its words", async () => {
  const refused = () => {
    throw new ControlError("the engine is ending");
  };
  await using api = await apiFixture({ engine: { status: refused } });
  const { status, json, headers } = await api.ask("GET", "/api/v1/status");
  expect(headers["content-type"]).toBe("application/problem+json; charset=utf-8");
  expect({ status, ...json }).toEqual({
    status: 409,
    type: "about:blank",
    title: "Conflict",
    detail: "the engine is ending",
  });
});

test("an answer that its schema does not have fails the test that asks for it", async () => {
  const wrong = () => ({ ...methods().status({}, null as never), pid: "one" }) as never;
  await using api = await apiFixture({ engine: { status: wrong } });
  await expect(api.ask("GET", "/api/v1/status")).rejects.toThrow("/pid must be integer");
});
