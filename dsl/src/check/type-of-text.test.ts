import { expect, test } from "vitest";
import { analyze } from "../analyze.ts";
import { typeOfText } from "./type-of-text.ts";

const analysis = analyze({
  files: [
    {
      path: "a.macropolicy",
      text: "let LIMIT = 80%\nmetric guild.queue: count\ntemplate t { param hold = 5s }\nprofile p extends t { rule r: cancel when",
    },
  ],
});
const body = analysis.bodies.get(analysis.names.bodies.get("p")!)!;

test.each([
  ["cpu.usage", "percent"],
  ["LIMIT - 5%", "percent"],
  ["2 * hold", "duration"],
  ["rate(memory.available, 5s)", "bytes_per_second"],
  ["latency / 1s", "number"],
  ["guild.queue", "count"],
  ["fps < 5 and missing(latency)", "bool"],
  ["macro.name", "text"],
  ["nothing", "unknown"],
  ["cpu.usage +", "unknown"],
  ["cpu.usage } rule", "unknown"],
  ["", "unknown"],
])("%s", (text, dimension) => {
  expect(typeOfText(analysis, body, text).dimension).toBe(dimension);
});

test("params are known in bodies alone", () => {
  expect(typeOfText(analysis, null, "hold").dimension).toBe("unknown");
  expect(typeOfText(analysis, null, "LIMIT").dimension).toBe("percent");
});
