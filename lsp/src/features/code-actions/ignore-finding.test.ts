import { describe, expect, test } from "vitest";
import { actionsAt } from "../../testing/actions.ts";
import { linted } from "../../testing/linted.ts";
import { viewOf } from "../../testing/view.ts";

function at(files: Readonly<Record<string, string>>) {
  const { view, path, offset } = viewOf(files);
  return actionsAt(linted(view), path, { start: offset, end: offset });
}

/** That lint is silent about a code once a text is as it is. */
function findsNo(code: string, texts: Readonly<Record<string, string>>): boolean {
  return !linted(viewOf(texts).view)
    .remarks()
    .some((remark) => remark.code === code);
}

const idle = "## Nobody reads it.\nlet li|mit = 80%\n";
const ignoring = "Ignore `unused-let` in this statement";

describe("by a comment", () => {
  test("it stands above the documentation, and the reason is what the author is to write", async () => {
    const { apply, edits } = at({ "a.macropolicy": idle });
    const texts = await apply(ignoring);
    expect(texts["a.macropolicy"]).toBe("# lint-ignore unused-let say why\n## Nobody reads it.\nlet limit = 80%\n");
    const { text, placeholder } = (await edits(ignoring))[0]!;
    expect(text.slice(placeholder!.start, placeholder!.end)).toBe("say why");
    expect(findsNo("unused-let", texts)).toBe(true);
  });

  test("within a body it is indented as its statement is, with its line ends", async () => {
    const texts = await at({ "a.macropolicy": "profile p {\r\n  param li|mit = 80%\r\n}\r\n" }).apply(
      "Ignore `unused-param` in this statement",
    );
    expect(texts["a.macropolicy"]).toBe(
      "profile p {\r\n  # lint-ignore unused-param say why\r\n  param limit = 80%\r\n}\r\n",
    );
    expect(findsNo("unused-param", texts)).toBe(true);
  });

  test("a statement that does not begin its line gets one of its own", async () => {
    const texts = await at({ "a.macropolicy": "profile p { param li|mit = 80% }\n" }).apply(
      "Ignore `unused-param` in this statement",
    );
    expect(findsNo("unused-param", texts)).toBe(true);
  });

  test("behind a byte order mark it comes first", async () => {
    const texts = await at({ "a.macropolicy": "\ufefflet li|mit = 80%\n" }).apply(ignoring);
    expect(texts["a.macropolicy"]).toBe("\ufeff# lint-ignore unused-let say why\nlet limit = 80%\n");
  });

  test("findings about safety cannot be ignored so", () => {
    const { titles } = at({ "a.macropolicy": "profile p| {\n  rule r: warn when cpu.usage > 80%\n}\n" });
    expect(titles).toContain("Turn `no-cancel` off, in macro-engine.yaml");
    expect(titles).not.toContain("Ignore `no-cancel` in this statement");
  });

  test("nor errors", () => {
    expect(at({ "a.macropolicy": "let a = cpu|.usage\n" }).titles).toEqual([]);
  });
});

describe("by the configuration", () => {
  test("for a file, beside what is there, whose comments stay", async () => {
    const configuration = `# ours
interval: 1s # often
lint:
  ignore:
    - path: other/** # generated
      codes: [ naming ]
      reason: they are
`;
    const texts = await at({ "a/[x].macropolicy": idle, "macro-engine.yaml": configuration }).apply(
      "Ignore `unused-let` in this file, by macro-engine.yaml",
    );
    expect(texts["macro-engine.yaml"]).toBe(`${configuration}    - path: a/\\[x\\].macropolicy
      codes:
        - unused-let
      reason: say why
`);
  });

  test("for the whole set", async () => {
    const texts = await at({ "a.macropolicy": idle, "macro-engine.yaml": "interval: 1s\n" }).apply(
      "Turn `unused-let` off, in macro-engine.yaml",
    );
    expect(texts["macro-engine.yaml"]).toBe("interval: 1s\nlint:\n  levels:\n    unused-let: off\n");
    expect(findsNo("unused-let", texts)).toBe(true);
  });

  test("where there is none, one is made", async () => {
    const texts = await at({ "a.macropolicy": idle }).apply("Turn `unused-let` off, in macro-engine.yaml");
    expect(texts["macro-engine.yaml"]).toBe("lint:\n  levels:\n    unused-let: off\n");
  });

  test("one that cannot be read says so", async () => {
    const { apply } = at({ "a.macropolicy": idle, "macro-engine.yaml": "lint: [\n" });
    await expect(apply("Turn `unused-let` off, in macro-engine.yaml")).rejects.toThrow("cannot be read as YAML");
    const other = at({ "a.macropolicy": idle, "macro-engine.yaml": "lint: yes\n" });
    await expect(other.apply("Turn `unused-let` off, in macro-engine.yaml")).rejects.toThrow("mend it first");
  });
});
