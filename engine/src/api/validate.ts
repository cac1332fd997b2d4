/** Holds requests against the schemas of their routes, and says where they do not fit. */

import type { FastifySchemaCompiler } from "fastify";
import type { TSchema } from "typebox";
import { Compile } from "typebox/compile";
import { Settings } from "typebox/system";
import { Convert } from "typebox/value";
import { ApiError, type ProblemPlace } from "./problems.ts";

// Told of one request; a body of nonsense has as many as it has parts.
Settings.Set({ maxErrors: 20 });
/** Names come from the caller, and may be as long as a body. */
const longestPointer = 200;

/** Texts of a path or query become the numbers and truths that a schema wants; a body is taken as it is. */
export const compileValidator: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const compiled = Compile(schema);
  return (value: unknown) => {
    const asked = httpPart === "body" ? value : Convert(schema, value);
    if (compiled.Check(asked)) return { value: asked };
    const places = placesOf(compiled.Errors(asked));
    return { error: new ApiError(400, describe(httpPart ?? "body", places), places) };
  };
};

interface SchemaError {
  readonly keyword: string;
  readonly instancePath: string;
  readonly params: object;
  readonly message: string;
}

/** One for each place; what would fit one branch of a union or another is told as one. */
function placesOf(errors: readonly SchemaError[]): ProblemPlace[] {
  const details = new Map<string, string>();
  for (const error of errors) {
    for (const { pointer, detail } of explain(error)) {
      const before = details.get(pointer);
      details.set(pointer, before === undefined ? detail : `${before}, or ${detail}`);
    }
  }
  return [...details].map(([pointer, detail]) => ({ pointer: pointer.slice(0, longestPointer), detail }));
}

function explain({ keyword, instancePath, params, message }: SchemaError): ProblemPlace[] {
  const { requiredProperties, allowedValues, allowedValue } = params as {
    readonly requiredProperties?: readonly string[];
    readonly allowedValues?: readonly unknown[];
    readonly allowedValue?: unknown;
  };
  // The branches and the members that it is made of speak for themselves.
  if (keyword === "anyOf" || keyword === "additionalProperties") return [];
  if (keyword === "required")
    return (requiredProperties ?? []).map((name) => ({ pointer: `${instancePath}/${name}`, detail: "is missing" }));
  return [{ pointer: instancePath, detail: detailOf() }];

  function detailOf(): string {
    if (keyword === "boolean") return "is not known here";
    if (keyword === "enum") return `must be one of ${allowedValues?.join(", ")}`;
    return keyword === "const" ? `must be ${allowedValue}` : message;
  }
}

function describe(part: string, places: readonly ProblemPlace[]): string {
  const [first] = places;
  const where = { params: "path", querystring: "query", headers: "headers" }[part] ?? "body";
  const name = first?.pointer.slice(1) ?? "";
  const what = name === "" ? "it" : `\`${name}\``;
  return `the ${where} does not fit: ${what} ${first?.detail ?? "is not what is expected"}`;
}
