import { expect, test } from "vitest";
import { trustedSettings } from "./trusted-settings.ts";

const items = [{ section: "macropolicy" }, { section: "editor" }];
const answers = [{ machine: { enabled: true, sources: true }, inlayHints: { values: true } }, { tabSize: 2 }];

test("a workspace that is not trusted has no source asked, whatever is set", () => {
  expect(trustedSettings(items, answers, false)).toEqual([
    { machine: { enabled: true, sources: false }, inlayHints: { values: true } },
    { tabSize: 2 },
  ]);
  expect(trustedSettings([{ section: "macropolicy" }], [null], false)).toEqual([{ machine: { sources: false } }]);
});

test("a trusted one has what is set", () => {
  expect(trustedSettings(items, answers, true)).toEqual(answers);
});
