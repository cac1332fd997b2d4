/** Ways not to be told of a finding: a comment with a reason, the configuration for a file, no such rule at all. */

import { type File, isIgnorable, isLintCode, lineStarts, positionAt, statementAt } from "@macro-engine/dsl";
import type { PolicyView, Remark } from "../../workspace/policy-view.ts";
import type { Action, ActionEdit, ActionMaker, ActionPlace, ActionResult } from "./action.ts";
import { editConfiguration } from "./edit-configuration.ts";
import { remarksAt } from "./remarks.ts";

export const ignoreFinding: ActionMaker = { kinds: ["quickfix"], make: ignores };

const reason = "say why";

function* ignores(place: ActionPlace): Iterable<Action> {
  const told = new Set<string>();
  for (const remark of remarksAt(place)) {
    const { code } = remark;
    if (!isLintCode(code) || told.has(code)) continue;
    told.add(code);
    const mends = [remark];
    const { view, path, parsed } = place;
    if (parsed !== null && isIgnorable(code)) {
      const edit = ignoringComment(parsed.file, remark);
      const title = `Ignore \`${code}\` in this statement`;
      if (edit !== null) yield { title, kind: "quickfix", mends, edits: () => [edit] };
    }
    yield {
      title: `Ignore \`${code}\` in this file, by macro-engine.yaml`,
      kind: "quickfix",
      mends,
      edits: () => ignoredPath(view, path, code),
    };
    yield {
      title: `Turn \`${code}\` off, in macro-engine.yaml`,
      kind: "quickfix",
      mends,
      edits: () => editConfiguration(view, (document) => document.setIn(["lint", "levels", code], "off")),
    };
  }
}

/** Above the documentation of the statement, which has to stand directly above it. */
function ignoringComment(file: File, { code, span }: Remark): ActionEdit | null {
  const { source } = file;
  const statement = statementAt(file, span.start);
  if (statement === null) return null;
  const lineEnd = /\r?\n/.exec(source.text)?.[0] ?? "\n";
  const starts = lineStarts(source);
  let line = positionAt(source, statement.span.start).line - 1;
  const before = source.text.slice(starts[line], statement.span.start);
  const head = `# lint-ignore ${code} `;
  const comment = head + reason;
  const placed = (at: number, lead: string, indent: string): ActionEdit => ({
    file: source.path,
    span: { start: at, end: at },
    text: lead + indent + comment + lineEnd + (lead === "" ? "" : indent),
    placeholder: {
      start: lead.length + indent.length + head.length,
      end: lead.length + indent.length + comment.length,
    },
  });
  const isMarked = line === 0 && before === "\ufeff";
  if (before.trim() !== "" && !isMarked) return placed(statement.span.start, lineEnd, "  ");
  while (line > 0 && /^[ \t]*##/.test(source.text.slice(starts[line - 1], starts[line]))) line--;
  const start = starts[line]! + (line === 0 && source.text.startsWith("\ufeff") ? 1 : 0);
  return placed(start, "", isMarked ? "" : before);
}

function ignoredPath(view: PolicyView, path: string, code: string): ActionResult {
  return editConfiguration(view, (document) => {
    const entry = { path: path.replace(/[\\*?[\](){}!+@]/g, "\\$&"), codes: [code], reason };
    const list = document.getIn(["lint", "ignore"]);
    if (list === undefined || list === null) document.setIn(["lint", "ignore"], [entry]);
    else document.addIn(["lint", "ignore"], document.createNode(entry));
  });
}
