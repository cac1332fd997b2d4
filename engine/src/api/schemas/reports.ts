/** What reports and logs are asked for. */

import Type from "typebox";
import { range, whose } from "./queries.ts";
import { name, oneOf, strict } from "./schema.ts";

const { session, macro } = whose;

export const reportQuery = strict({
  session: Type.Optional(name("Id or name of a session; nothing at all: the newest of the engine")),
  since: Type.Optional(name("How far back, such as 7d", 32)),
  ...range,
  format: Type.Optional(oneOf(["json", "csv", "html", "text"])),
});

export const logQuery = strict({ session, macro, ...range });
