/** Findings as Checkstyle's XML, which many tools of continuous integration read. */

import { xmlAttributes } from "../../page/xml-text.ts";
import type { LintOutcome } from "../lint/outcome.ts";
import { placeOf } from "../lint/problem.ts";

export function lintCheckstyle({ problems, files, sourceOf }: LintOutcome): string {
  const elements = files.map((file) => {
    const errors = problems
      .filter((problem) => problem.file === file)
      .map((problem) => {
        const { line, column } = placeOf(problem, sourceOf);
        const { severity, message, code } = problem;
        return `    <error${xmlAttributes({ line, column, severity, message, source: `macro-engine.${code}` })}/>\n`;
      });
    const head = xmlAttributes({ name: file });
    return errors.length === 0 ? `  <file${head}/>\n` : `  <file${head}>\n${errors.join("")}  </file>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<checkstyle version="4.3">\n${elements.join("")}</checkstyle>\n`;
}
