import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columnsUsed, fit, harmless, pad } from "./visible-text.ts";

describe("harmless", () => {
  it("leaves nothing that a terminal would obey", () => {
    expect(harmless("a\x1b[2Jb")).toBe("a�[2Jb");
    expect(harmless("\x1b]0;title\x07")).toBe("�]0;title�");
    expect(harmless("c1 \x9b31m")).toBe("c1 �31m");
    expect(harmless("back\bspace\x7f\0")).toBe("back�space��");
  });

  it("keeps a name on one line", () => {
    expect(harmless("one\r\ntwo\tthree\u2028four")).toBe("one two three four");
  });

  it("does not let a name turn the rest of the line around, or hide in it", () => {
    expect(harmless("evil\u202egpj.exe\u2066\u200b")).toBe("evilgpj.exe");
  });

  it("shows an emoji as its first part, as terminals disagree on the width of the whole", () => {
    expect(harmless("👨‍👩‍👧 ❤️ 👍🏽")).toBe("👨👩👧 ❤ 👍");
  });

  it("is safe for any text, and changes nothing the second time", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 40 }), (text) => {
        const safe = harmless(text);
        expect(safe).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        expect(harmless(safe)).toBe(safe);
      }),
    );
  });
});

describe("columns", () => {
  it.each([
    ["heal", 4],
    ["漢字", 4],
    ["한국어", 6],
    ["é", 1],
    ["e\u0301", 1],
    ["🔥", 2],
    ["▁█━·…", 5],
    ["ｆｕｌｌ", 8],
  ])("%s takes %i", (text, columns) => {
    expect(columnsUsed(text)).toBe(columns);
  });

  it("cuts with a mark and never through a wide character", () => {
    expect(fit("abcdef", 4)).toBe("abc…");
    expect(fit("漢字漢字", 4)).toBe("漢…");
    expect(fit("abc", 0)).toBe("");
    expect(pad("漢字漢字", 4)).toBe("漢… ");
    expect(pad("7", 3, "right")).toBe("  7");
  });

  it("pads any text to exactly the width", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 20 }), fc.integer({ min: 1, max: 30 }), (text, columns) => {
        expect(columnsUsed(pad(harmless(text), columns))).toBe(columns);
      }),
    );
  });
});
