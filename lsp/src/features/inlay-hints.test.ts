import { describe, expect, test } from "vitest";
import { viewOf } from "../testing/view.ts";
import { type HintKind, inlayHints } from "./inlay-hints.ts";

const all = { values: true, inherited: true, templates: true, baseUnits: true };

function hintsIn(files: Readonly<Record<string, string>>, kinds: Readonly<Record<HintKind, boolean>> = all) {
  const { view } = viewOf(files);
  const { text } = view.sources.get("a.macropolicy")!;
  return { text, view, hints: inlayHints(view, "a.macropolicy", { start: 0, end: text.length }, kinds) };
}

/** The text with its hints in it. */
function shown(text: string, files: Readonly<Record<string, string>> = {}, kinds = all): string {
  const { hints } = hintsIn({ "a.macropolicy": text, ...files }, kinds);
  let out = text;
  for (const { offset, label } of [...hints].reverse()) out = `${out.slice(0, offset)}⟦${label}⟧${out.slice(offset)}`;
  return out;
}

const relaxed = {
  "b.macropolicy": `template relaxed { param max = 90%  param hold = 5s
    rule hot: warn when cpu.usage > max for hold  rule full: warn when memory.usage > max }`,
};

describe("what names come to", () => {
  test("params and lets where conditions read them, with the value that the body has", () => {
    expect(
      shown(
        "let tick = 1s\nprofile p extends relaxed { set max = 85% rule r: warn when cpu.usage > max for tick until cpu.usage < max - 10% for hold }",
        relaxed,
      ),
    ).toBe(
      "let tick = 1s\nprofile p extends relaxed⟦2 rules, 2 params⟧ { set max⟦was 90%⟧ = 85% rule r: warn when cpu.usage > max⟦= 85%⟧ for tick⟦= 1s⟧ until cpu.usage < max⟦= 85%⟧ - 10% for hold⟦= 5s⟧ }",
    );
  });

  test("constants that are reckoned out, once for all that they are made of", () => {
    expect(shown("let a = 2s\nlet b = a * 3 + 500ms\ntemplate t { param c = b  grace a * 2  cooldown 5m }")).toBe(
      "let a = 2s\nlet b = a * 3 + 500ms⟦= 6.5s⟧\ntemplate t { param c = b⟦= 6.5s⟧  grace a * 2⟦= 4s⟧  cooldown 5m }",
    );
  });

  test("what an override file sets instead, everywhere in that profile and nowhere else", () => {
    const overrides = { "config/macro_safety/o.yaml": "profiles: { p: { set: { max: 70% } } }" };
    expect(
      shown(
        "profile p { param max = 80% rule r: warn when cpu.usage > max }\nprofile q { param max = 80% rule r: warn when cpu.usage > max }",
        overrides,
      ),
    ).toBe(
      "profile p { param max = 80%⟦= 70%⟧ rule r: warn when cpu.usage > max⟦= 70%⟧ }\nprofile q { param max = 80% rule r: warn when cpu.usage > max⟦= 80%⟧ }",
    );
  });

  test("in messages and where a value is not known there is none", () => {
    const text = 'profile p { param a = b  rule r: warn when cpu.usage > a and fps < nothing message "{a}" }';
    expect(shown(text)).toBe(text);
  });

  test("claims of assertions read lets", () => {
    expect(shown("let hot = 95%\nprofile p {}\nassert a { profile p cancels when cpu.usage > hot }")).toContain(
      "> hot⟦= 95%⟧",
    );
  });
});

test("quantities that are more easily compared in their base unit", () => {
  expect(
    shown("profile p { rule r: warn when duration > 1m30s or macro.memory > 1GiB or macro.actions > 6/m for 1h }"),
  ).toBe(
    "profile p { rule r: warn when duration > 1m30s⟦= 90s⟧ or macro.memory > 1GiB⟦= 1_073_741_824B⟧ or macro.actions > 6/m⟦= 0.1/s⟧ for 1h }",
  );
});

test("each kind can be switched off", () => {
  const text = "profile p extends relaxed { set max = 85% rule r: warn when cpu.usage > max for 1m30s }";
  const without = (kind: HintKind) => shown(text, relaxed, { ...all, [kind]: false });
  expect(without("values")).not.toContain("⟦= 85%⟧");
  expect(without("inherited")).not.toContain("⟦was");
  expect(without("templates")).not.toContain("⟦2 rules");
  expect(without("baseUnits")).not.toContain("⟦= 90s⟧");
  expect(shown(text, relaxed, { values: false, inherited: false, templates: false, baseUnits: false })).toBe(text);
});

test("a hint leads to where the value is from, and tells more when asked", () => {
  const { hints } = hintsIn({
    "a.macropolicy": "profile p extends relaxed { rule r: warn when cpu.usage > max }",
    ...relaxed,
    "config/macro_safety/o.yaml": "profiles: { p: { set: { max: 70% } } }",
  });
  expect(hints.map(({ kind, target }) => [kind, target?.file])).toEqual([
    ["templates", "b.macropolicy"],
    ["values", "config/macro_safety/o.yaml"],
  ]);
  expect(hints[0]!.tooltip()).toContain("2 rules:");
  expect(hints[1]!.tooltip()).toContain("`max: 70%` in override file");
});

test("only what stands in the range is looked at", () => {
  const text = "profile p { param a = 80%\n rule r: warn when cpu.usage > a\n rule s: warn when memory.usage > a }";
  const { view } = viewOf({ "a.macropolicy": text });
  const start = text.indexOf("rule s");
  const hints = inlayHints(view, "a.macropolicy", { start, end: text.length }, all);
  expect(hints.map(({ offset }) => offset)).toEqual([text.lastIndexOf("a }") + 1]);
});

test("broken text is never thrown at", () => {
  const text =
    "let = 5sec profile p extends , q { set = a  param b = b * 2 rule : when > b for until } template t extends t {";
  for (let end = 0; end <= text.length; end++) hintsIn({ "a.macropolicy": text.slice(0, end) });
});
