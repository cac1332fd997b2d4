/** The API's own description: for programs, and as a page. */

import Type from "typebox";
import type { Routes } from "../context.ts";
import { apiRoutes } from "../contract.ts";
import { type ApiDescription, referencePage, referenceStyle } from "../reference/page.ts";

const styleAt = `${apiRoutes.reference}.css`;

export const referenceRoutes: Routes = (app) => {
  const document = Type.Record(Type.String(), Type.Unknown());
  app.get(
    apiRoutes.openapi,
    {
      config: { allow: "viewer" },
      schema: { summary: "This description, as OpenAPI 3.1", response: { 200: document } },
    },
    async () => app.swagger() as unknown as Readonly<Record<string, unknown>>,
  );
  const page = { 200: { content: { "text/html": { schema: Type.String() } } } };
  app.get(
    apiRoutes.reference,
    { config: { allow: "viewer" }, schema: { summary: "This description, as a page", response: page } },
    async (_request, reply) => {
      reply.type("text/html; charset=utf-8");
      return referencePage(app.swagger() as unknown as ApiDescription, styleAt);
    },
  );
  app.get(styleAt, { config: { allow: "anyone" } }, (_request, reply) =>
    reply.type("text/css; charset=utf-8").send(referenceStyle),
  );
};
