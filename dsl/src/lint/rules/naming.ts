/** naming: names of declarations, params and rules that are not in snake case. */

import type { File, Name } from "../../syntax/ast.ts";
import type { LintRule, LintSet } from "../rule.ts";
import { isSnakeCase, snakeCase } from "../snake-case.ts";

export const naming: LintRule<"naming"> = {
  code: "naming",
  category: "hygiene",
  level: "info",
  summary: "A name that is not in snake case.",
  fix: null,
  *check({ analysis }) {
    for (const { file, name } of declaredNames(analysis)) {
      if (isSnakeCase(name.text)) continue;
      yield {
        file: file.source.path,
        span: name.span,
        message: `\`${name.text}\` is not in snake case, as other names are; call it \`${snakeCase(name.text)}\``,
      };
    }
  },
};

/** Every name where it is declared; an override only repeats its rule's. */
function declaredNames({ files }: LintSet["analysis"]): { readonly file: File; readonly name: Name }[] {
  return files.flatMap(({ file }) =>
    file.declarations.flatMap((declaration) => {
      const own = declaration.kind === "test" ? [] : [declaration.name];
      const members = "members" in declaration ? declaration.members : [];
      const inner = members.flatMap((member) => {
        return member.kind === "param" || (member.kind === "rule" && !member.override) ? [member.name] : [];
      });
      return [...own, ...inner].map((name) => ({ file, name }));
    }),
  );
}
