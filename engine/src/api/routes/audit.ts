/** Who did what over this API: the audit log, for operators. */

import Type from "typebox";
import { auditPathOf } from "../../audit/files.ts";
import { readAudit } from "../../audit/read-audit.ts";
import type { Routes } from "../context.ts";
import { type AuditItem, apiRoutes } from "../contract.ts";
import { ApiError } from "../problems.ts";
import { instantOf } from "../query/times.ts";
import { schemaOf, strict, time } from "../schemas/schema.ts";
import { pageOf } from "../schemas/values.ts";

const item = schemaOf<AuditItem>()(
  Type.Object({
    seq: Type.Integer({ description: "From 1, one more with each entry" }),
    time: time("When it was done"),
    who: Type.String(),
    role: Type.String(),
    from: Type.String({ description: "Address that it came from" }),
    action: Type.String({ examples: ["macro.stop"] }),
    target: Type.String({ description: "What it was done to" }),
    outcome: Type.String({ description: "`done`, or why not" }),
  }),
);

const query = strict({
  cursor: Type.Optional(Type.String({ maxLength: 20 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
  who: Type.Optional(Type.String({ maxLength: 256 })),
  action: Type.Optional(Type.String({ maxLength: 64, description: "`macro.stop`, or `macro` for all of `macro.…`" })),
  from: Type.Optional(Type.String({ maxLength: 64, description: "Entries at or after" })),
});

export const auditRoutes: Routes = (app, { input }) => {
  const path = auditPathOf(input.config.store.path);
  app.get(
    apiRoutes.audit,
    {
      config: { allow: "operator" },
      schema: { summary: "Who did what, newest first", querystring: query, response: { 200: pageOf(item) } },
    },
    async ({ query: { cursor, limit = 100, from, who, action } }) => {
      if (cursor !== undefined && !/^\d+$/.test(cursor))
        throw new ApiError(400, "`cursor` is the `next` of the page before; leave it out for the first page");
      const entries = await readAudit(path, {
        // One more than asked: whether there is another page.
        limit: limit + 1,
        ...(cursor === undefined ? {} : { beforeSeq: Number(cursor) }),
        ...(from === undefined ? {} : { fromWall: instantOf(from, "from") }),
        ...(who === undefined ? {} : { who }),
        ...(action === undefined ? {} : { action }),
      });
      const items = entries.slice(0, limit).map(({ previous: _previous, hash: _hash, ...act }): AuditItem => act);
      return { items, next: entries.length > limit ? String(items.at(-1)?.seq) : null };
    },
  );
};
