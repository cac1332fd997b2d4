import { globSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { randomFrom } from "../testing/random.ts";
import { randomPolicy } from "../testing/random-policy.ts";
import { rounds } from "../testing/rounds.ts";
import { type Cursor, cursorAt, type Expected } from "./cursor.ts";
import { isA } from "./landmarks.ts";
import { lex } from "./lexer.ts";
import { ArithmeticOperator, allTokens, BinaryOperator } from "./tokens.ts";

function at(marked: string): Cursor {
  const offset = marked.indexOf("|");
  return cursorAt({ path: "a.macropolicy", text: marked.slice(0, offset) + marked.slice(offset + 1) }, offset);
}

function typesAt(marked: string): readonly string[] {
  const cursor = at(marked);
  return cursor.kind === "comment" ? [] : [...new Set(cursor.expected.map(({ type }) => type))].sort();
}

describe("what may stand at a cursor", () => {
  test.each([
    ["|", ["assert", "let", "metric", "profile", "schedule", "template", "test"]],
    ["let X = 5% |", ["ArithmeticOperator", "assert", "let", "metric", "profile", "schedule", "template", "test"]],
    ["profile p |", ["LeftBrace", "extends"]],
    ["profile p { rule x: |", ["ActionWord"]],
    ["profile p { rule x: cancel |", ["all", "when"]],
    [
      'test "t" { expect cancel b|',
      [
        "RightBrace",
        "after",
        "all",
        "at",
        "before",
        "by",
        "every",
        "expect",
        "from",
        "given",
        "profile",
        "run",
        "start",
        "trace",
      ],
    ],
    [
      'profile p { match macro "a" |',
      [
        "Comma",
        "RightBrace",
        "cooldown",
        "grace",
        "level",
        "match",
        "notify",
        "override",
        "param",
        "remove",
        "rule",
        "set",
      ],
    ],
  ])("%s", (marked, expected) => {
    expect(typesAt(marked)).toEqual([...expected].sort());
  });

  test("a denial begins a condition, not a value", () => {
    expect(typesAt("profile p { rule x: cancel when |")).toContain("not");
    expect(typesAt("profile p { rule x: cancel when fps < 5 and |")).toContain("not");
    expect(typesAt("profile p { rule x: cancel when fps < |")).not.toContain("not");
  });

  test("tokens that are missing or too many do not matter", () => {
    const value = typesAt("profile p { rule x: cancel when fps < 5 for |");
    expect(typesAt("profile p { rule x cancel if fps < 5 for |")).toEqual(value);
    expect(typesAt("profile p { rul x: cancel when fps < 5 for |")).toEqual(value);
    expect(typesAt("profile p rule x: cancel when fps < 5 for |")).toEqual(value);
    expect(typesAt("profile p { rule x: cancel when when fps <<< 5 ) ] for |")).toEqual(value);
  });

  test("prose where a condition should stand is not taken for ever more conditions with pieces missing", () => {
    const prose =
      "No macro plays on blindly: not in a game that stutters, nor over a dead line, nor one that has fallen ";
    for (const times of [1, 50]) {
      const types = typesAt(`assert a { profile p throttles when cpu.usageat ${prose.repeat(times)}sil|ent. }`);
      expect(types).toContain("LeftParen");
    }
  });

  test("an item ends where the next begins, whatever became of it", () => {
    expect(typesAt("profile p { rule x: cancel when\n level |")).toEqual(["Name"]);
    expect(typesAt("profile p { rule x: cancel when fps <\ntest |")).toEqual(["String"]);
    expect(typesAt('test "t" { given fps =\n at 5s: fps = 3 \nprofile p {|')).toContain("rule");
  });
});

describe("what stands around a cursor", () => {
  test("a word is taken as a whole, dotted or with its unit", () => {
    const wordOf = (marked: string) => {
      const cursor = at(marked);
      const text = marked.replace("|", "");
      return cursor.kind === "code" ? text.slice(cursor.word.start, cursor.word.end) : null;
    };
    expect(wordOf("profile p { rule x: cancel when cpu.us|age > 5")).toBe("cpu.usage");
    expect(wordOf("profile p { rule x: cancel when cpu.|")).toBe("cpu.");
    expect(wordOf("profile p { rule x: cancel when fps > 8|0")).toBe("80");
    expect(wordOf("profile p { rule x: cancel when disk.read > 1.5Mi|B/s for 5s")).toBe("1.5MiB/s");
    expect(wordOf("profile p { rule x: cancel when fps > 80 |")).toBe("");
    expect(wordOf("profile p { rule p95|")).toBe("p95");
  });

  test("in a comment nothing is read", () => {
    expect(at("# prof|ile")).toMatchObject({ kind: "comment", comment: { text: "# profile" } });
    expect(at("#|").kind).toBe("comment");
    expect(at("|# profile").kind).toBe("code");
    expect(at('test "a # b|" {').kind).toBe("string");
  });

  test("a string is read as one, open or closed", () => {
    const cursor = at('schedule s = fri in "Eur|ope"');
    expect(cursor).toMatchObject({ kind: "string", span: { start: 21, end: 27 } });
    expect(cursor).toMatchObject({
      expected: [{ type: "String", rules: ["declaration", "scheduleDeclaration", "scheduleRest"] }],
    });
    expect(at('schedule s = fri in "Eur|')).toMatchObject({ kind: "string", span: { start: 21, end: 24 } });
    expect(at('schedule s = fri in "Europe"|').kind).toBe("code");
  });

  test("a message's braces hold code, open or closed", () => {
    const rule = "profile p { rule x: warn when fps < 5 message ";
    expect(at(`${rule}"a {f|ps} b"`)).toMatchObject({ kind: "code", inMessage: [] });
    expect(at(`${rule}"a {fps + |`)).toMatchObject({ kind: "code", inMessage: [{ text: "fps" }, { text: "+" }] });
    expect(at(`${rule}"a {fps} b|"`)).toMatchObject({ kind: "string" });
    expect(at(`${rule}"a \\{f|ps"`)).toMatchObject({ kind: "string" });
    expect(at(`${rule}"|`)).toMatchObject({ kind: "string" });
  });

  test("any offset of any text is taken", () => {
    for (const text of [
      "",
      "\ufeff",
      '"',
      "profile \ud83d",
      'message "{',
      "{}}{",
      "1.",
      "°",
      "a.b.",
      'rule message "\\',
    ]) {
      for (let offset = -1; offset <= text.length + 1; offset++) {
        expect(() => cursorAt({ path: "a.macropolicy", text }, offset)).not.toThrow();
      }
    }
  });
});

/** Every token of a policy that is expected neither before what follows it nor at the end of the text. */
function unexpected(text: string, share: number, seed: number): string[] {
  const random = randomFrom(seed);
  return lex({ path: "", text }).tokens.flatMap((token) => {
    if (!random.chance(share)) return [];
    const { startOffset, tokenType } = token;
    // What the token touches would be the word at the cursor.
    const before = `${text.slice(0, startOffset)} `;
    return [before + text.slice(startOffset), before].flatMap((source) => {
      const cursor = cursorAt({ path: "a.macropolicy", text: source }, startOffset + 1);
      // On a line of its own, `at 5s` that is yet to get its `:` is read as a step.
      if (/\n\s*at\s+\S+ $/.test(before) && tokenType.name !== "Colon") return [];
      const isPart = ["MessageText", "MessageClose", "ValueOpen"].includes(tokenType.name);
      const found = cursor.kind !== "comment" && (isPart || cursor.expected.some(({ type }) => isOfType(token, type)));
      return found ? [] : [`${JSON.stringify(before.slice(-60))} ${tokenType.name}`];
    });
  });
}

function isOfType(token: Parameters<typeof isA>[0], type: Expected["type"]): boolean {
  return isA(token, [...allTokens, ArithmeticOperator, BinaryOperator].find(({ name }) => name === type)!);
}

test("every token of the shipped policies is expected where it stands", () => {
  const folder = new URL("../../../policies/", import.meta.url);
  for (const name of globSync("*.macropolicy", { cwd: folder })) {
    expect(unexpected(readFileSync(new URL(name, folder), "utf8"), rounds(0.05, 1), 1), name).toEqual([]);
  }
});

test("every token of a random policy is expected where it stands", () => {
  for (let seed = 0; seed < rounds(20, 200); seed++) {
    expect(
      unexpected(randomPolicy(randomFrom(seed), { layout: seed % 2 ? "wild" : "plain" }), rounds(0.2, 1), seed),
      `seed ${seed}`,
    ).toEqual([]);
  }
});
