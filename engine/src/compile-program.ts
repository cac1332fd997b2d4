/** A program that reads and compiles a policy set, answers once on stdout, and takes the parser's memory with it. */

import { text } from "node:stream/consumers";
import { type CompileRequest, compile } from "./compile-policies.ts";

process.stdout.write(JSON.stringify(await compile(JSON.parse(await text(process.stdin)) as CompileRequest)));
