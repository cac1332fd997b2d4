import { expect, test } from "vitest";
import type { Diagnostic } from "./diagnostic.ts";
import { renderDiagnostic, renderFrame } from "./render.ts";

/** Renders an error at the text between `«` and `»`. */
function show(marked: string, extra: Partial<Diagnostic> = {}, color = false) {
  const start = marked.indexOf("«");
  const end = marked.indexOf("»") - 1;
  const source = { path: "a.macropolicy", text: marked.replace("«", "").replace("»", "") };
  const diagnostic: Diagnostic = {
    code: "syntax-error",
    severity: "error",
    message: "this is wrong",
    file: source.path,
    span: { start, end },
    related: [],
    fixes: [],
    ...extra,
  };
  return renderDiagnostic(diagnostic, (path) => (path === source.path ? source : undefined), { color });
}

/** The lines under the place, without the gutter. */
const marks = (shown: string) => shown.split("\n").slice(3, 5);

test("a frame names the place, shows the line and marks it", () => {
  const fixes = [{ title: "write `5s`", edits: [] }];
  expect(show("profile a {\n  grace «5sec»\n}", { fixes })).toBe(
    [
      "error[syntax-error]: this is wrong",
      " --> a.macropolicy:2:9",
      "  |",
      "2 |   grace 5sec",
      "  |         ^^^^",
      "  = help: write `5s`",
    ].join("\n"),
  );
});

test("tabs stand for blanks up to the next column of four", () => {
  expect(marks(show("\tab\t«cd»"))).toEqual(["1 |     ab  cd", "  |         ^^"]);
});

test("wide characters are marked in full", () => {
  expect(marks(show('"日本" «语» x'))).toEqual(['1 | "日本" 语 x', "  |        ^^"]);
});

test("an empty span at the end of the file has one caret", () => {
  expect(marks(show("let x =«»"))).toEqual(["1 | let x =", "  |        ^"]);
  expect(marks(show("let x =\n«»"))).toEqual(["2 |", "  | ^"]);
});

test("a span over lines marks each, and leaves out the middle of a long one", () => {
  const shown = show("test {\n  «one\n  two\n  three\n  four\n  five» six\n}");
  expect(shown.split("\n").slice(3)).toEqual([
    "2 |   one",
    "  |   ^^^",
    "3 |   two",
    "  |   ^^^",
    "...",
    "6 |   five six",
    "  |   ^^^^",
  ]);
});

test("related places are shown with their note; unknown files by name", () => {
  const related = [
    { message: "first here", file: "a.macropolicy", span: { start: 0, end: 3 } },
    { message: "and there", file: "gone.macropolicy", span: { start: 0, end: 3 } },
  ];
  expect(show("let x = 1\nlet «x» = 2", { related }).split("\n").slice(5)).toEqual([
    " ::: a.macropolicy:1:1",
    "  |",
    "1 | let x = 1",
    "  | ^^^ first here",
    " ::: gone.macropolicy: and there",
  ]);
});

test("line ends of Windows and characters that would move the cursor do not spoil the frame", () => {
  expect(marks(show("a\u001b[31m \u202e«b»\r\nc"))).toEqual(["1 | a\ufffd[31m b", "  |        ^"]);
});

test("colours are only used when asked for", () => {
  expect(show("«a»")).not.toContain("\u001b");
  expect(show("«a»", {}, true)).toContain("\u001b[1;31merror[syntax-error]\u001b[0m");
});

test("a frame alone points at a place that nothing is wrong with", () => {
  const source = { path: "heal.macropolicy", text: "profile heal {\n  grace 5s\n}\n" };
  expect(renderFrame({ file: source.path, span: { start: 17, end: 25 } }, source)).toBe(
    [" --> heal.macropolicy:2:3", "  |", "2 |   grace 5s", "  |   ^^^^^^^^"].join("\n"),
  );
});
