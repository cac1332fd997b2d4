/** What hovers say of an assertion: its claims with the values of lets filled in. */

import { type AssertDeclaration, type Expression, type File, knownValues, textWithValues } from "@macro-engine/dsl";
import type { PolicyView } from "../../workspace/policy-view.ts";
import { documented, paragraphs, policyBlock } from "../markdown.ts";

const verbs = { warn: "warns", throttle: "throttles", pause: "pauses", cancel: "cancels" } as const;

export function assertionHover({ analysis }: PolicyView, file: File, declaration: AssertDeclaration): string {
  const { environment } = knownValues(analysis, null);
  const text = (expression: Expression) => textWithValues(analysis, file, expression, environment);
  const lines = declaration.steps.flatMap((step) => {
    if (step.kind === "profiles-step") return [`  profile ${step.profiles.map((name) => name.text).join(", ")}`];
    if (step.kind !== "claim") return [];
    const hold = step.hold === null ? "" : ` for ${text(step.hold)}`;
    return [`  ${verbs[step.action]} when ${text(step.condition)}${hold}`];
  });
  return paragraphs(
    policyBlock([`assert ${declaration.name.text} {`, ...lines, "}"].join("\n")),
    documented(declaration.documentation),
    "Every such state is to be answered so, whatever else is going on.",
  );
}
