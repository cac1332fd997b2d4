/** What facts of json-rules-engine are in a policy: a metric, or any expression that policy can write. */

import { analyze } from "../analyze.ts";
import type { Source } from "../syntax/source.ts";
import type { Dimension } from "../vocabulary/units.ts";

/** An expression and what it is measured in; or why it is none. */
export type ReadFact =
  | { readonly text: string; readonly dimension: Dimension; readonly isMetric: boolean }
  | { readonly problem: string };

export interface FactReader {
  /** `fact` as it stands in the rules. */
  read(fact: string): ReadFact;
  /** What is wrong with a condition made of such expressions; null when it is fine. */
  problemOf(condition: string): string | null;
}

const prefix = "profile imported_facts { rule r: warn when ";

/** `mapped`: expressions by the names of facts. `surroundings` declare what expressions may name. */
export function createFactReader(mapped: ReadonlyMap<string, string>, surroundings: readonly Source[]): FactReader {
  const known = new Map<string, ReadFact>();
  return {
    read(fact) {
      let read = known.get(fact);
      if (read === undefined) {
        read = readExpression(fact, mapped.get(fact) ?? fact, mapped.has(fact), surroundings);
        known.set(fact, read);
      }
      return read;
    },
    problemOf(condition) {
      const { diagnostics } = analyze({ files: [...surroundings, probe(condition)] });
      return diagnostics.find(({ file }) => file === probePath)?.message ?? null;
    },
  };
}

// No policy file of a set can have this name.
const probePath = "\u0000";

function probe(expression: string): Source {
  return { path: probePath, text: `${prefix}${expression}\n}` };
}

/** Of a name that nobody knows the reason is that nobody knows it: what is left to tell is the one that may have been meant. */
function unknownFact(fact: string, why: string): string {
  const unknown = `\`${fact}\` is no metric`;
  const rest = why.startsWith(unknown) ? (/did you mean .*\?$/.exec(why)?.[0] ?? "") : why;
  return rest === "" ? unknown : `${unknown} (${rest})`;
}

function readExpression(fact: string, text: string, isMapped: boolean, surroundings: readonly Source[]): ReadFact {
  const { files, diagnostics, types, resolved } = analyze({ files: [...surroundings, probe(text)] });
  const [declaration, ...more] = files.find(({ file }) => file.source.path === probePath)!.file.declarations;
  const members = declaration?.kind === "profile" ? declaration.members : [];
  const [member] = members;
  const found = diagnostics.filter(({ file, code }) => file === probePath && code !== "not-a-condition");
  const condition = member?.kind === "rule" ? member.condition : null;
  // What stands behind the expression must not be taken for a part of the rule.
  const isWhole =
    more.length === 0 &&
    members.length === 1 &&
    condition?.span.start === prefix.length &&
    condition.span.end === prefix.length + text.length;
  const dimension = condition === null ? undefined : types.get(condition)?.dimension;
  if (found.length === 0 && isWhole && condition !== null && dimension !== undefined && dimension !== "unknown") {
    const isMetric = condition.kind === "reference" && resolved.get(condition)?.kind === "metric";
    return { text, dimension, isMetric };
  }
  // Its brace is the profile's around it.
  const why = found[0]?.message.replace(/ before `}`$/, " before its end") ?? "it is no expression";
  const what = isMapped
    ? `fact \`${fact}\` is mapped to \`${text}\`, which no policy can read (${why})`
    : unknownFact(fact, why);
  return { problem: `${what}; say what it is by --map ${JSON.stringify(fact)}=METRIC` };
}
