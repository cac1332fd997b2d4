/** The actions at every finding of the examples of lint's pages: what is repaired, done as advised, ignored or turned off is told no more. */

import { join } from "node:path";
import { allLintCodes, isIgnorable, type LintCode } from "@macro-engine/dsl";
import { expect, test } from "vitest";
import { readRulePage } from "../../../../test/lint/rule-page.ts";
import { actionsAt } from "../../testing/actions.ts";
import { linted } from "../../testing/linted.ts";
import type { Texts } from "../../testing/same-meaning.ts";
import { createView } from "../../workspace/create-view.ts";
import type { PolicyView } from "../../workspace/policy-view.ts";

const root = join(import.meta.dirname, "../../../..");

/** With a rule that is off by default too, unless `texts` turn it off. */
function viewOfTexts(texts: Texts, code: LintCode, isRuleOf: (path: string) => boolean): PolicyView {
  const all = Object.entries(texts).map(([path, text]) => ({ path, text }));
  const configuration = all.find(({ path }) => path === "macro-engine.yaml") ?? null;
  const view = createView({
    version: 0,
    policies: all.filter(({ path }) => path.endsWith(".macropolicy")),
    overrides: all.filter(({ path }) => isRuleOf(path)),
    configuration: configuration?.text === "" ? null : configuration,
    uriOf: (path) => `file:///${path}`,
    readings: () => new Map(),
  });
  const levels = { [code]: "warning" as const, ...view.config.lint.levels };
  return linted({ ...view, config: { ...view.config, lint: { ...view.config.lint, levels } } });
}

/** How often something is told, and what is wrong with comments that ignore. */
function told(view: PolicyView, code: string, message: string): { same: number; wrong: string[] } {
  const remarks = view.remarks();
  const wrong = remarks.filter((each) => each.severity === "error" || each.code === "invalid-ignore");
  return {
    same: remarks.filter((each) => each.code === code && each.message === message).length,
    wrong: wrong.map((each) => each.message),
  };
}

test.each(allLintCodes)("%s", async (code) => {
  const page = readRulePage(root, `dsl/src/lint/rules/${code}.md`);
  for (const { files, overrides, config } of page.flagged) {
    const texts: Texts = {
      ...Object.fromEntries([...files, ...overrides].map(({ path, text }) => [path, text])),
      ...(config === "" ? {} : { "macro-engine.yaml": config }),
    };
    const isOverride = (path: string) => overrides.some((source) => source.path === path);
    const view = viewOfTexts(texts, code, isOverride);
    for (const remark of view.remarks().filter((each) => each.code === code)) {
      const { actions, titles, apply } = actionsAt(view, remark.file, {
        start: remark.span.start,
        end: remark.span.start,
      });
      const ignore = `Ignore \`${code}\` in this statement`;
      const isPolicy = remark.file.endsWith(".macropolicy");
      expect(titles.includes(ignore), ignore).toBe(isPolicy && isIgnorable(code));
      const repairs = remark.fixes.map(({ title }) => title.charAt(0).toUpperCase() + title.slice(1));
      const isAdvice = ({ mends, title }: (typeof actions)[number]) =>
        mends?.includes(remark) && !/^(Ignore|Turn|Fix all|Generate)/.test(title);
      const advice = actions.filter(isAdvice).map(({ title }) => title);
      const off = `Turn \`${code}\` off, in macro-engine.yaml`;
      const before = told(view, code, remark.message);
      for (const title of [...new Set([...repairs, ...advice]), off, ...(titles.includes(ignore) ? [ignore] : [])]) {
        const made = await apply(title).catch((error: Error) => error.message);
        // Where there is no configuration, one would make unknown what policies notify.
        if (typeof made === "string") {
          expect(made).toContain("`macro-engine init` writes one");
          expect(files.some(({ text }) => text.includes("notify"))).toBe(true);
          continue;
        }
        const after = told(viewOfTexts(made, code, isOverride), code, remark.message);
        expect(after.same, `${title}: ${remark.message}`).toBeLessThan(before.same);
        expect(after.wrong.length, `${title}: ${after.wrong.join("; ")}`).toBeLessThanOrEqual(before.wrong.length);
      }
    }
  }
});
