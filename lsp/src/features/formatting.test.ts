import { describe, expect, test } from "vitest";
import { applyEdits } from "../testing/apply-edits.ts";
import { shippedView } from "../testing/shipped.ts";
import { viewOf } from "../testing/view.ts";
import { formatting, formattingOfRanges, formattingOnType } from "./formatting.ts";

const untidy = `profile p{
rule a:cancel when cpu.usage>80%

   rule  long_name: warn when fps<10
}
`;

function formatted(files: Record<string, string>): string {
  const { view, path, texts } = viewOf(files);
  return applyEdits(texts[path]!, formatting(view, path));
}

test("a file comes into the one style", () => {
  expect(formatted({ "a.macropolicy": untidy })).toBe(`profile p {
  rule a: cancel when cpu.usage > 80%

  rule long_name: warn when fps < 10
}
`);
});

test("lines are as wide as the configuration says", () => {
  const text = "profile p {\n  rule a: cancel when cpu.usage > 80% for 10s\n}\n";
  expect(formatted({ "a.macropolicy": text, "macro-engine.yaml": "fmt: { width: 30 }\n" })).toContain(
    "rule a: cancel\n    when",
  );
});

test("what cannot be read stays, what can is formatted", () => {
  const text = "let a=1s\nprofile p {\n  rule r cancel   when\n  grace   3s\n}\n";
  expect(formatted({ "a.macropolicy": text })).toContain(
    "let a = 1s\n\nprofile p {\n  rule r cancel   when\n  grace 3s\n",
  );
});

test("configurations and override files have no style", () => {
  const { view } = viewOf({ "macro-engine.yaml": "fmt:   { width: 30 }\n", "config/macro_safety/o.yaml": "p:   {}\n" });
  expect(formatting(view, "macro-engine.yaml")).toEqual([]);
  expect(formatting(view, "config/macro_safety/o.yaml")).toEqual([]);
});

test("of a range, only what it touches changes; of two that meet, each once", () => {
  const { view, path, texts } = viewOf({ "a.macropolicy": untidy });
  const at = untidy.indexOf("long_name");
  const range = { start: at, end: at + 4 };
  const once = applyEdits(texts[path]!, formatting(view, path, range));
  expect(once).toContain("rule a:cancel when cpu.usage>80%");
  expect(once).toContain("  rule long_name: warn when fps < 10");
  expect(applyEdits(texts[path]!, formattingOfRanges(view, path, [range, range]))).toBe(once);
});

describe("while typing", () => {
  const typed = (text: string, character: string) => {
    const { view, path, offset, texts } = viewOf({ "a.macropolicy": text });
    const edits = formattingOnType(view, path, offset, character);
    for (const { span } of edits) expect(span.start).toBeLessThanOrEqual(offset);
    return applyEdits(texts[path]!, edits);
  };

  test("a brace formats the body that it closes, and nothing else", () => {
    expect(typed("let  a = 1s\nprofile p{\nlevel   safe\n}|\nlet  b = 1s\n", "}")).toBe(
      "let  a = 1s\nprofile p {\n  level safe\n}\nlet  b = 1s\n",
    );
  });

  test("a line end formats the line before it and indents the next", () => {
    expect(typed("profile p {\nlevel   safe\n|\n}\n", "\n")).toBe("profile p {\n  level safe\n  \n}\n");
    expect(typed("profile p {\n|", "\n")).toBe("profile p {\n  ");
    expect(typed("let  a=1s\n  |\n", "\n")).toBe("let a = 1s\n\n");
  });

  test("within a statement a line end only indents", () => {
    expect(typed("profile p {\n  rule r:   cancel\n|\n    when cpu.usage > 80%\n}\n", "\n")).toBe(
      "profile p {\n  rule r:   cancel\n    \n    when cpu.usage > 80%\n}\n",
    );
  });

  test("Windows line ends stay", () => {
    expect(typed("profile p {\r\nlevel   safe\r\n|\r\n}\r\n", "\n")).toBe("profile p {\r\n  level safe\r\n  \r\n}\r\n");
  });

  test("braces in strings and comments open nothing", () => {
    expect(typed('profile p {\n  match macro "{a,b}"\n} # {\n|', "\n")).toBe(
      'profile p {\n  match macro "{a,b}"\n} # {\n',
    );
  });

  test("what is typed in a large file is formatted as the whole file would be", () => {
    let compared = 0;
    for (const { text } of shippedView().sources.values()) {
      const untidy = text.replace(/ {2,}(?=\S)/g, " ").replace(/ (?=[=:])/g, "");
      const { view, path, texts } = viewOf({ "a.macropolicy": untidy.replaceAll("|", "") });
      const source = texts[path]!;
      const ends = [...source.matchAll(/\n/g)].map(({ index }) => index + 1).filter((_, at) => at % 8 === 0);
      for (const offset of ends) {
        const end = source.slice(0, offset).trimEnd().length;
        const range = { start: source.lastIndexOf("\n", end - 1) + 1, end };
        const declaration = view.file(path)!.file.declarations.find(({ span }) => span.start < end && end < span.end);
        const whole = formatting(view, path, range).filter(({ span }) => {
          return span.end <= end && span.start >= (declaration?.span.start ?? 0);
        });
        const typed = formattingOnType(view, path, offset, "\n").filter(({ span }) => span.end <= end);
        const items = declaration === undefined ? [] : "members" in declaration ? declaration.members : [];
        // Within a statement nothing but the new line is touched.
        if (items.length === 0 || items.some(({ span }) => span.start < offset && offset < span.end)) continue;
        expect(typed).toEqual(whole);
        compared += typed.length;
      }
    }
    expect(compared).toBeGreaterThan(12);
  });

  test("other characters do nothing", () => {
    expect(typed("let  a = 1s|", "s")).toBe("let  a = 1s");
  });
});
