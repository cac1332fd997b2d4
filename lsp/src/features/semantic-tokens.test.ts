import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { viewOf } from "../testing/view.ts";
import { semanticTokens } from "./semantic-tokens.ts";

/** Every token as `text type.modifier…`. */
function told(files: Readonly<Record<string, string>> | string): string[] {
  const { view } = viewOf(typeof files === "string" ? { "a.macropolicy": files } : files);
  const { text } = view.sources.get("a.macropolicy")!;
  return semanticTokens(view, "a.macropolicy").map(({ span, type, modifiers }) =>
    [`${text.slice(span.start, span.end)} ${type}`, ...modifiers].join("."),
  );
}

test("declarations", () => {
  expect(
    told(`## Doc.
let hot = 80% # why
schedule raid = fri, sat 20:00-24:00 in "Europe/Warsaw"
metric guild.queue: count "Waiting"`),
  ).toEqual([
    "## Doc. comment.documentation",
    ...["let keyword", "hot variable.declaration.readonly", "= operator", "80% number", "# why comment"],
    ...["schedule keyword", "raid variable.declaration.readonly", "= operator", "fri enumMember", "sat enumMember"],
    ...["20:00 number", "- operator", "24:00 number", "in keyword", '"Europe/Warsaw" string'],
    ...["metric keyword", "guild.queue property.declaration", "count type", '"Waiting" string'],
  ]);
});

test("bodies and rules", () => {
  const other = "template t { param max = 80%  rule hot: warn when cpu.usage > max }\nlet L = 1s\nmetric my.own: count";
  expect(
    told({
      "a.macropolicy": `profile p extends t {
level safe  match macro "p*"  notify discord on cancel all
set max = 70%
override rule hot: pause when avg(cpu.usage, L) > max and not missing(my.own) for L message "At {cpu.usage}!"
}`,
      "b.macropolicy": other,
    }),
  ).toEqual([
    ...["profile keyword", "p class.declaration", "extends keyword", "t class"],
    ...["level keyword", "safe enumMember", "match keyword", "macro keyword", '"p*" string'],
    ...["notify keyword", "discord namespace", "on keyword", "cancel enumMember", "all enumMember"],
    ...["set keyword", "max parameter.modification", "= operator", "70% number"],
    ...["override keyword", "rule keyword", "hot method.modification", "pause enumMember", "when keyword"],
    ...["avg function.defaultLibrary", "cpu.usage property.defaultLibrary", "L variable.readonly", "> operator"],
    ...["max parameter.readonly", "and operator", "not operator", "missing function.defaultLibrary", "my.own property"],
    ...["for keyword", "L variable.readonly", "message keyword", '" string', "At  string"],
    ...["cpu.usage property.defaultLibrary", "! string", '" string'],
  ]);
});

test("tests and assertions", () => {
  expect(
    told(`profile p { rule by: warn when fps < 9 }
test "t" { profile p given fps = missing from 0s to 9s: fps = 1 -> 2 expect no warn by by before 3s }
assert sure { profile p warns when fps < 9 }`).slice(9),
  ).toEqual([
    ...["test keyword", '"t" string', "profile keyword", "p class", "given keyword"],
    ...["fps property.modification.defaultLibrary", "= operator", "missing keyword"],
    ...["from keyword", "0s number", "to keyword", "9s number", "fps property.modification.defaultLibrary"],
    ...["= operator", "1 number", "-> operator", "2 number"],
    ...["expect keyword", "no keyword", "warn enumMember", "by keyword", "by method", "before keyword", "3s number"],
    ...["assert keyword", "sure method.declaration", "profile keyword", "p class", "warns keyword", "when keyword"],
    ...["fps property.defaultLibrary", "< operator", "9 number"],
  ]);
});

test("in broken text what can be read keeps its color, and a name that stands for nothing has none", () => {
  expect(told("let a = 1s\nprofile p { rule r: cancel when nothing > a for } rule ")).toEqual(
    expect.arrayContaining(["cancel enumMember", "a variable.readonly", "for keyword", "rule keyword"]),
  );
  expect(told("profile p { rule r: warn when nothing > 1 }")).not.toContainEqual(expect.stringMatching(/^nothing/));
});

const shipped = new URL("../../../policies/", import.meta.url);

test("over the shipped policies, cut anywhere: in order, apart from each other, each on one line", () => {
  for (const name of readdirSync(shipped).filter((file) => file.endsWith(".macropolicy"))) {
    const whole = readFileSync(new URL(name, shipped), "utf8").replaceAll("\n", "\r\n");
    for (let part = 1; part <= 4; part++) {
      const text = whole.slice(0, Math.floor((whole.length * part) / 4));
      const { view } = viewOf({
        "a.macropolicy": text.replaceAll("|", "I").replaceAll("[[", "[").replaceAll("]]", "]"),
      });
      let end = 0;
      for (const { span } of semanticTokens(view, "a.macropolicy")) {
        expect(span.start).toBeGreaterThanOrEqual(end);
        expect(span.end).toBeGreaterThan(span.start);
        expect(view.sources.get("a.macropolicy")!.text.slice(span.start, span.end)).not.toMatch(/[\r\n]/);
        end = span.end;
      }
    }
  }
});
