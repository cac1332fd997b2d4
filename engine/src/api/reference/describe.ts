/** What the description of the API has of each route, besides its own schemas: OpenAPI 3.1 for `@fastify/swagger`. */

import type { SwaggerTransform } from "@fastify/swagger";
import type { FastifySchema } from "fastify";
import { problem } from "../schemas/values.ts";

/** Paths that are described; the page's own files are not. */
const described = /^\/(api\/|livez|readyz|metrics|openapi\.json|docs$)/;

export function openapiInfo(version: string) {
  return {
    openapi: {
      openapi: "3.1.0" as const,
      info: {
        title: "macro-engine",
        version,
        description:
          "What operators and programs ask an engine that watches macros, and tell it. Times are ISO 8601, values base units (bytes, ms, percent as numbers to 100), refusals problem details (RFC 9457).",
        license: { name: "MIT", identifier: "MIT" },
      },
      servers: [{ url: "/" }],
      tags: tags.map(([name, description]) => ({ name, description })),
      components: {
        securitySchemes: {
          token: { type: "http" as const, scheme: "bearer", description: "A token of `api.tokens`, or of a link" },
          cookie: {
            type: "apiKey" as const,
            in: "cookie",
            name: "macro-engine-…",
            description: "For which a link or a token was exchanged",
          },
        },
      },
    },
    transform: describe,
  };
}

const tags = [
  ["engine", "The engine itself"],
  ["macros", "What runs, and what is done to it"],
  ["reporting", "For macros that report themselves"],
  ["metrics", "What is measured"],
  ["record", "What happened"],
  ["policies", "By which rules"],
  ["notifications", "Who is told"],
  ["access", "Who asks"],
  ["original", "The routes of the earlier system, for its clients"],
] as const;

/** By the first part of the path that says it. */
const tagOf: Readonly<Record<string, string>> = {
  macros: "macros",
  "stop-all": "macros",
  mutes: "macros",
  readings: "metrics",
  metrics: "metrics",
  decisions: "record",
  cancellations: "record",
  runs: "record",
  sessions: "record",
  report: "record",
  log: "record",
  audit: "record",
  policies: "policies",
  profiles: "policies",
  "what-if": "policies",
  channels: "notifications",
  caller: "access",
  "sign-in": "access",
  "sign-out": "access",
};

const describe: SwaggerTransform = ({ schema, url, route }) => {
  const given = (schema ?? {}) as FastifySchema;
  if (!described.test(url)) return { schema: { ...given, hide: true }, url };
  const { allow = "anyone" } = route.config ?? {};
  const who = [allow].flat();
  const [, part = ""] = /^\/api\/v1\/([^/]+)/.exec(url) ?? [];
  const description = [given.description, whoMay(who)].filter((text) => text !== undefined).join("\n\n");
  return {
    url,
    schema: {
      ...given,
      operationId: operationId(String(route.method), url),
      description,
      tags: given.tags ?? [tagOf[part] ?? "engine"],
      security: who.includes("anyone") ? [] : signedIn,
      response: { ...answersOf(given), default: refusal },
    },
  };
};

const signedIn: readonly Readonly<Record<string, readonly string[]>>[] = [{ token: [] }, { cookie: [] }];

const refusal = {
  description: "Refused, or failed",
  content: { "application/problem+json": { schema: problem } },
};

function answersOf({ response }: FastifySchema): object {
  return typeof response === "object" && response !== null ? response : { 204: { description: "Done", type: "null" } };
}

function whoMay(who: readonly string[]): string {
  if (who.includes("anyone")) return "For everybody.";
  const also = who.filter((role) => role !== "operator").map((role) => `${role}s`);
  return `For ${[...also, "operators"].join(" and ")}.`;
}

function operationId(method: string, url: string): string {
  const [, part = `root${url}`] = /^\/api\/v1\/(.*)$/.exec(url) ?? [];
  const parts = part.split(/[^A-Za-z0-9]+/);
  const words = parts.filter((part) => part !== "").map((part) => part[0]?.toUpperCase() + part.slice(1));
  return method.toLowerCase() + words.join("");
}
