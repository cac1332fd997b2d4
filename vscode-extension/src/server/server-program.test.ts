import { expect, test } from "vitest";
import { serverProgram } from "./server-program.ts";

const bundled = "/extension/dist/server.js";

test("without a setting it is the server inside the extension, whatever arguments another would have", () => {
  expect(serverProgram({ path: "", args: ["--log"] }, bundled)).toEqual({ module: bundled, args: [] });
});

test("a script runs on the editor's own Node", () => {
  for (const path of ["/x/server.js", "/x/server.mjs", "/x/server.cjs"]) {
    expect(serverProgram({ path, args: ["--log"] }, bundled)).toEqual({ module: path, args: ["--log"] });
  }
});

test("a command is told once to speak over standard input and output", () => {
  const settings = { path: "macropolicy-language-server", args: ["--stdio", "--log"] };
  expect(serverProgram(settings, bundled)).toEqual({ command: "macropolicy-language-server", args: ["--log"] });
});
