/** A program that reads a configuration, compiles its policies, answers once on stdout, and takes the parser's memory with it. */

import { text } from "node:stream/consumers";
import { type RereadRequest, reread } from "./compile-policies.ts";

process.stdout.write(JSON.stringify(await reread(JSON.parse(await text(process.stdin)) as RereadRequest)));
