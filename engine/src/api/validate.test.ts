import Type from "typebox";
import { expect, test } from "vitest";
import type { ApiError } from "./problems.ts";
import { name, nullable, oneOf, strict } from "./schemas/schema.ts";
import { level } from "./schemas/values.ts";
import { compileValidator } from "./validate.ts";

function validate(schema: Type.TSchema, httpPart: string, value: unknown): { value: unknown; problem: ApiError } {
  const { value: taken, error } = compileValidator({ schema, httpPart, method: "POST", url: "/" })(value) as never;
  return { value: taken, problem: error };
}

const body = strict({ macro: name("A macro"), level: nullable(level), sort: Type.Optional(oneOf(["up"])) });

test("what fits is taken as it is", () => {
  expect(validate(body, "body", { macro: "heal", level: null }).value).toEqual({ macro: "heal", level: null });
});

test("each place that does not fit is told once, by its pointer", () => {
  const { problem } = validate(body, "body", { level: "wild", "a/b": 1, more: 2, sort: "down" });
  expect(problem.status).toBe(400);
  expect(problem.message).toBe("the body does not fit: `macro` is missing");
  expect(problem.places).toEqual([
    { pointer: "/macro", detail: "is missing" },
    { pointer: "/a~1b", detail: "is not known here" },
    { pointer: "/more", detail: "is not known here" },
    { pointer: "/level", detail: "must be one of safe, risky, dangerous, or must be null" },
    { pointer: "/sort", detail: "must be one of up" },
  ]);
});

test("a body that is no object has no pointer", () => {
  expect(validate(body, "body", null).problem.message).toBe("the body does not fit: it must be object");
});

test("texts of a query become numbers, those of a body do not", () => {
  const query = strict({ limit: Type.Integer({ minimum: 1, maximum: 1000 }) });
  expect(validate(query, "querystring", { limit: "20" }).value).toEqual({ limit: 20 });
  expect(validate(query, "querystring", { limit: "many" }).problem.message).toBe(
    "the query does not fit: `limit` must be integer",
  );
  expect(validate(query, "body", { limit: "20" }).problem.message).toBe(
    "the body does not fit: `limit` must be integer",
  );
});

test("of a thousand places, twenty are told", () => {
  const many = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`field${index}`, index]));
  expect(validate(strict({}), "body", many).problem.places).toHaveLength(20);
});
