/** What hovers say of a schedule. */

import type { ScheduleSymbol } from "@macro-engine/dsl";
import type { PolicyView } from "../../workspace/policy-view.ts";
import { code, documented, link, paragraphs, policyBlock } from "../markdown.ts";

export function scheduleHover(view: PolicyView, { file, declaration }: ScheduleSymbol): string {
  const { source } = file;
  const zone =
    declaration.zone === null
      ? `Read in the engine's time zone, ${code(view.config.zone)}; in tests and replay in UTC.`
      : `Read in the time zone ${code(declaration.zone.value)}.`;
  const crosses = declaration.spans.some(({ times }) => times !== null && times.end <= times.start);
  return paragraphs(
    policyBlock(source.text.slice(declaration.span.start, declaration.span.end)),
    documented(declaration.documentation),
    "True while the local time lies in one of its spans, the start included, the end not.",
    crosses ? "A span that crosses midnight belongs to the day on which it starts." : null,
    zone,
    link(view, "Declared here", source.path, declaration.name.span),
  );
}
