import { describe, expect, test } from "vitest";
import { viewOf } from "../testing/view.ts";
import { folds } from "./folding.ts";
import { linkedNames } from "./linked-names.ts";
import { links } from "./links.ts";
import { selectionSpans } from "./selection.ts";

describe("folding", () => {
  /** Lines, counted from 1, with the kind. */
  function foldsOf(text: string): string[] {
    const { view, path } = viewOf({ "a.macropolicy": text });
    const lineOf = (offset: number) => text.slice(0, offset).split("\n").length;
    return folds(view.file(path)!).map(({ span, kind }) => `${lineOf(span.start)}-${lineOf(span.end)} ${kind}`);
  }

  test("bodies, and members and steps of several lines", () => {
    expect(
      foldsOf(`profile p {
  level safe
  rule hot: warn when cpu.usage > 80%
    for 3s
    message "{cpu.usage}"
}
test "x" {
  given cpu.usage = 3%,
    fps = 3
  profile p
}
let A = 3
schedule s = fri 20:00-22:00
  or sat
profile q { level safe }`),
    ).toEqual(["1-6 block", "3-5 block", "7-11 block", "8-9 block", "13-14 block"]);
  });

  test("runs of comments, documentation too, but no comment behind something", () => {
    expect(
      foldsOf(`# one
# two

# alone
let A = 3 # behind
# three
## four
## five
profile p {
}`),
    ).toEqual(["1-2 comment", "6-8 comment", "9-10 block"]);
  });

  test("regions, one in another, with CRLF", () => {
    expect(
      foldsOf(
        ["# region outer", "# words", "# region inner", "let A = 3", "# endregion", "# endregion", "# endregion"].join(
          "\r\n",
        ),
      ),
    ).toEqual(["1-6 region", "3-5 region"]);
  });

  test("what is being written", () => {
    expect(foldsOf("profile p {\n  rule r: warn when (\n  level safe\n")).toEqual([]);
    expect(foldsOf("profile p {\n  rule r: warn when (\n  level safe\n}\nprofile {\n")).toContain("1-4 block");
  });
});

describe("a growing selection", () => {
  function selected(text: string): string[] {
    const { view, path, offset, texts } = viewOf({ "a.macropolicy": text });
    const spans = selectionSpans(view.file(path)!, offset);
    return spans.map(({ start, end }) => texts[path]!.slice(start, end));
  }

  test("goes from a word over its expression, the rule, the body and the declaration to the file", () => {
    const rule = 'rule hot: warn when cpu.usage > LIMIT + 3% and fps < 3 message "x"';
    const profile = `profile p {\n  ${rule}\n}`;
    const text = `let LIMIT = 3%\n## Heals.\n${profile}\n`;
    expect(selected(text.replace("LIMIT + 3%", "LI|MIT + 3%"))).toEqual([
      "LIMIT",
      "LIMIT + 3%",
      "cpu.usage > LIMIT + 3%",
      "cpu.usage > LIMIT + 3% and fps < 3",
      rule,
      `\n  ${rule}\n`,
      profile,
      `## Heals.\n${profile}`,
      text,
    ]);
  });

  test("takes a string's words, then its quotes", () => {
    expect(selected('test "it ho|lds" { profile p }').slice(0, 3)).toEqual([
      "it holds",
      '"it holds"',
      'test "it holds" { profile p }',
    ]);
  });

  test("takes a comment", () => {
    expect(selected("let A = 3 # wh|y\n")).toEqual(["# why", "let A = 3 # why\n"]);
  });

  test("is around the cursor and grows, wherever it stands in broken text", () => {
    const text = 'profile p {\n  rule hot: warn when (cpu.usage > "x {fps} y" # é😀\n}\n}}\nlet = ';
    const { view, path } = viewOf({ "a.macropolicy": text });
    for (let offset = 0; offset <= text.length; offset++) {
      let last = { start: offset, end: offset };
      for (const span of selectionSpans(view.file(path)!, offset)) {
        expect(span.start <= last.start && span.end >= last.end).toBe(true);
        last = span;
      }
      expect(last).toEqual({ start: 0, end: text.length });
    }
  });
});

describe("linked names", () => {
  function linked(files: Readonly<Record<string, string>>) {
    const { view, path, offset, places } = viewOf(files);
    return { found: linkedNames(view, path, offset), spans: places.map(({ span }) => span) };
  }

  test("are those of what only this file speaks of", () => {
    const { found, spans } = linked({
      "a.macropolicy": "let [[LIM|IT]] = 3fps\nprofile p { rule r: warn when fps < [[LIMIT]] }",
      "b.macropolicy": "profile q {}",
    });
    expect(found?.spans).toEqual(spans);
    expect(new RegExp(`^(?:${found!.pattern})$`).test("LIMIT_2")).toBe(true);
  });

  test("a metric's may have dots", () => {
    const { found } = linked({ "a.macropolicy": "metric a.b|: count profile p { rule r: warn when a.b > 3 }" });
    expect(new RegExp(`^(?:${found!.pattern})$`).test("a.c.d")).toBe(true);
  });

  test.each([
    [
      "another file uses it",
      { "a.macropolicy": "let A| = 3fps", "b.macropolicy": "profile p { rule r: warn when fps < A }" },
    ],
    [
      "an override file does",
      {
        "a.macropolicy": "profile p| {} profile q extends p {}",
        "config/macro_safety/a.yaml": "profiles: { p: { grace: 3s } }",
      },
    ],
    ["it stands alone", { "a.macropolicy": "let A| = 3fps" }],
    ["it is built in", { "a.macropolicy": "profile p { rule r: warn when fp|s < 3 and fps > 2 }" }],
    ["it is declared twice", { "a.macropolicy": "let A| = 3\nlet A = 4" }],
    ["no name stands there", { "a.macropolicy": "l|et A = 3" }],
  ])("there are none where %s", (_, files) => {
    expect(linked(files).found).toBeNull();
  });
});

describe("links", () => {
  function linksOf(files: Readonly<Record<string, string>>, path: string) {
    const { view, places } = viewOf(files);
    const found = links(view, path);
    expect(found.map(({ span }) => span)).toEqual(places.map(({ span }) => span));
    return found.map(({ target }) => (target.kind === "path" ? target.path : target.code));
  }

  test("lead from a test to its recording, and from an ignore to the pages of its codes", () => {
    const text = `profile p {
  # lint-ignore [[cooldown-missing]], [[no-cancel]] naming is no reason
  # lint-ignore: [[naming]] - as it was
  # naming
}
test "x" { profile p trace "[[runs/a b.csv]]" expect no warn }`;
    expect(linksOf({ "a.macropolicy": text }, "a.macropolicy")).toEqual([
      "cooldown-missing",
      "no-cancel",
      "naming",
      "runs/a b.csv",
    ]);
  });

  test("lead from the configuration to its folders and files", () => {
    const text =
      'policies: [[[./policies]], "[[other]]"]\noverrides:\n  folder: [[over]]\nsources:\n  - { kind: file, path: [[x.json]] }\nlint: { baseline: [[b.json]] }\nmacros: { a: { command: [x] } }\n'.replace(
        "[[[./policies]]",
        "[ [[./policies]]",
      );
    expect(linksOf({ "macro-engine.yaml": text }, "macro-engine.yaml")).toEqual([
      "./policies",
      "other",
      "over",
      "x.json",
      "b.json",
    ]);
  });
});
