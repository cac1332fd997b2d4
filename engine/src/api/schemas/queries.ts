/** What queries of lists have in common. */

import Type from "typebox";
import { name } from "./schema.ts";

const instant = (description: string) =>
  Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: `${description}; ISO 8601, or a day` }));

export const range = { from: instant("At or after"), to: instant("Before") };

function paging(cursor: string) {
  return {
    cursor: Type.Optional(Type.String({ pattern: cursor, description: "`next` of the page before" })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: "Items of a page; 100 unless told" })),
  };
}

/** Pages of decisions go by their ids, others by numbers. */
export const decisionPaging = paging("^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$");
export const runPaging = paging("^[0-9]{1,15}$");
export const sessionPaging = paging("^[0-9]{1,15}:[A-Za-z0-9_-]{1,64}$");

export const whose = {
  session: Type.Optional(name("Id of a session")),
  run: Type.Optional(name("Id of a run")),
  macro: Type.Optional(name("Name of a macro")),
  profile: Type.Optional(name("Name of a profile")),
};

export const rule = Type.Optional(name("Name of a rule"));
