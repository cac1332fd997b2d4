/** What codes of diagnostics lead to on a disk. */

import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { allLintCodes, diagnosticCodes } from "@macro-engine/dsl";
import { expect, test } from "vitest";
import { configCodes } from "../../../engine/src/config/problem-codes.ts";
import { nodeHost } from "./node-host.ts";

test("every finding, error of the language and problem of the configuration has a page that can be opened", async () => {
  const { codePage, codePageUri } = nodeHost();
  for (const code of [...allLintCodes, ...diagnosticCodes, ...Object.keys(configCodes)]) {
    const uri = codePageUri!(code);
    expect(uri !== null && existsSync(fileURLToPath(uri)), code).toBe(true);
    expect(await codePage(code), code).toContain(`# ${code}\n`);
  }
});

test("what is no code has none", async () => {
  const { codePage, codePageUri } = nodeHost();
  for (const code of ["toString", "", "../index"]) {
    expect([codePageUri!(code), await codePage(code)], code).toEqual([null, null]);
  }
});
