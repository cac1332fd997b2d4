import fc from "fast-check";
import { expect, test } from "vitest";
import { programOf, ruleOf } from "../testing/analyze-text.ts";
import { quoteMessage, quotePlainMessage } from "./quote-message.ts";
import { quoteText } from "./quote-text.ts";

test.each([
  ["plain", '"plain"'],
  ['say "no" \\ now', '"say \\"no\\" \\\\ now"'],
  ["two\nlines\tand\rmore", '"two\\nlines\\tand\\u{D}more"'],
  ["{braces}", '"{braces}"'],
])("%j is written %s", (text, written) => expect(quoteText(text)).toBe(written));

test("every text reads back as it was", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      const { condition } = ruleOf(`macro.name == ${quoteText(text)}`);
      expect(condition).toMatchObject({ right: { kind: "text", value: text } });
    }),
    { seed: 1, numRuns: 300 },
  );
});

test("every plain message reads back as it was, braces and all", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme" }).map((text) => `{${text}} \\u{41}`),
      (text) => {
        const program = programOf(`profile p { rule r: warn when fps < 5 message ${quotePlainMessage(text)} }`);
        expect(program.profiles[0]!.rules[0]!.message).toEqual([{ kind: "text", text }]);
      },
    ),
    { seed: 2, numRuns: 300 },
  );
});

test("a compiled message reads back as the same message", () => {
  const text = (message: string) => `profile p { rule r: warn when fps < 5fps message ${message} }`;
  const program = programOf(
    text('"\\{{fps}\\} on {macro.name}: {avg(latency, 1m30s) * 2} {(fps < 3fps)} \\"{missing(fps)}\\""'),
  );
  const { message } = program.profiles[0]!.rules[0]!;
  expect(programOf(text(quoteMessage(message!, program))).profiles[0]!.rules[0]!.message).toEqual(message);
});
