/** Adds the window that a call lacks. */

import { functions, nodesAt } from "@macro-engine/dsl";
import type { Action, ActionMaker, ActionPlace } from "./action.ts";
import { remarksAt } from "./remarks.ts";

export const completeCall: ActionMaker = { kinds: ["quickfix"], make: completions };

const usual = "30s";

function* completions({ parsed, ...place }: ActionPlace): Iterable<Action> {
  if (parsed === null) return;
  const { source } = parsed.file;
  for (const remark of remarksAt({ parsed, ...place })) {
    if (remark.code !== "wrong-arguments") continue;
    const call = nodesAt(parsed.file, remark.span.start).find(
      ({ kind, span }) => kind === "call" && span.start === remark.span.start && span.end === remark.span.end,
    );
    if (call?.kind !== "call" || call.arguments.length === 0 || source.text[call.span.end - 1] !== ")") continue;
    const lacking = functions.find(({ name }) => name === call.callee.text)?.parameters[call.arguments.length];
    if (lacking?.kind !== "duration" || "optional" in lacking) continue;
    // Behind the last argument, as a comma may stand there already.
    const at = call.arguments.at(-1)!.span.end;
    const span = { start: at, end: call.span.end - 1 };
    const edits = [{ file: source.path, span, text: `, ${usual}` }];
    yield { title: `Add \`${usual}\``, kind: "quickfix", mends: [remark], edits: () => edits };
  }
}
