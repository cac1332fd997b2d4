import { expect, test } from "vitest";
import { viewOf } from "../testing/view.ts";
import { highlights } from "./highlights.ts";
import { references } from "./references.ts";

const declared = "template t { param m| = 3fps  rule r: warn when fps < [[m]] }";
const setElsewhere = "profile p extends t { set [[m]] = 5fps }";

test("references are all uses but the declaration, or with it", () => {
  const { view, path, offset, places } = viewOf({ "a.macropolicy": declared, "b.macropolicy": setElsewhere });
  expect(references(view, path, offset, false)).toEqual(places);
  expect(references(view, path, offset, true)).toHaveLength(places.length + 1);
});

test("there are none of what is no name", () => {
  const { view, path, offset } = viewOf({ "a.macropolicy": "template |t {}" });
  expect(references(view, path, offset - 1, true)).toBeNull();
});

test("a highlight is a use in the same file, and says whether it writes", () => {
  const { view, path, offset } = viewOf({
    "a.macropolicy": `${declared} ${setElsewhere}`,
    "b.macropolicy": "profile q extends t { set m = 4fps }",
  });
  expect(highlights(view, path, offset).map(({ writes }) => writes)).toEqual([true, false, true]);
});

test("a metric that a test assigns is written there", () => {
  const { view, path, offset } = viewOf({
    "a.macropolicy": 'profile p { rule r: warn when fps| < 3 }\ntest "x" { profile p  given fps = 3  expect warn }',
  });
  expect(highlights(view, path, offset).map(({ writes }) => writes)).toEqual([false, true]);
});
