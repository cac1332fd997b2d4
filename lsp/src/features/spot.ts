/** What stands at an offset of a policy file: its node, its word, and the body whose values hold there. */

import {
  type Analysis,
  type BodyDeclaration,
  type FlatBody,
  type KnownValues,
  knownValues,
  type LexicalToken,
  lexicalTokenAt,
  type Name,
  type Node,
  nodesAt,
  type ParsedFile,
  type PolicySymbol,
  type RuleMember,
  type RuleSymbol,
  writtenValues,
} from "@macro-engine/dsl";
import { flatBodies } from "./subjects.ts";

export interface Spot {
  /** Outermost first. */
  readonly nodes: readonly Node[];
  readonly token: LexicalToken | null;
  /** The body around it; in a test, that of its profile. */
  readonly body: FlatBody | null;
  /** What constants are worth there: override files count, but in tests they do not. */
  readonly values: KnownValues;
}

export function spotAt(analysis: Analysis, { file }: ParsedFile, offset: number): Spot {
  const nodes = nodesAt(file, offset);
  const token = lexicalTokenAt(file.source, offset);
  const declaration = nodes[1];
  if (declaration?.kind === "test") {
    const step = declaration.steps.find((each) => each.kind === "profile-step");
    const symbol = step === undefined ? undefined : analysis.names.bodies.get(step.name.text);
    const body = symbol === undefined ? null : (analysis.bodies.get(symbol) ?? null);
    return { nodes, token, body, values: writtenValues(analysis, body) };
  }
  const isBody = declaration?.kind === "template" || declaration?.kind === "profile";
  const body = isBody ? bodyDeclaredBy(analysis, declaration) : null;
  return { nodes, token, body, values: knownValues(analysis, body) };
}

/** Null for one that has no place in the set's inheritance. */
export function bodyDeclaredBy(analysis: Analysis, declaration: BodyDeclaration): FlatBody | null {
  return flatBodies(analysis).get(declaration) ?? null;
}

/** What the innermost node stands for; null where it is no name, or one that is not known. */
export function symbolAt(analysis: Analysis, { nodes, body }: Spot): PolicySymbol | null {
  const node = nodes.at(-1);
  if (node?.kind === "reference") return analysis.resolved.get(node) ?? null;
  if (node?.kind !== "name" || node.text === "") return null;
  return analysis.resolved.get(node) ?? symbolOfName(analysis, node, nodes.at(-2)!, body);
}

function symbolOfName(analysis: Analysis, name: Name, parent: Node, body: FlatBody | null): PolicySymbol | null {
  const { names } = analysis;
  const declared = (list: Iterable<PolicySymbol>) => {
    for (const symbol of list) if (symbol.kind !== "body" && symbol.declaration === parent) return symbol;
    return null;
  };
  switch (parent.kind) {
    case "schedule":
    case "let":
      return declared([...(names[`${parent.kind}s`].values() as Iterable<PolicySymbol>), ...names.clashing]);
    case "metric":
      return parent.name === name ? declared([...names.metrics.values(), ...names.clashing]) : null;
    case "template":
    case "profile":
      if (parent.name === name) return bodyDeclaredBy(analysis, parent)?.symbol ?? null;
      return names.bodies.get(name.text) ?? null;
    case "param":
      return declared(names.params.get(name.text) ?? []);
    case "rule":
      return body === null ? null : ruleDeclaredBy(body, parent);
    case "remove":
      return inheritedRule(body, name.text);
    default:
      return null;
  }
}

/** The symbol of a rule of a body, also of one that another of its name keeps from counting. */
export function ruleDeclaredBy(body: FlatBody, declaration: RuleMember): RuleSymbol {
  const { symbol } = body;
  const found = body.rules.get(declaration.name.text)?.symbol;
  if (found?.declaration === declaration) return found;
  return { kind: "rule", name: declaration.name.text, file: symbol.file, declaration, body: symbol };
}

/** The rule of a name that the bases bring: what an `override` or `remove` is about. */
export function inheritedRule(body: FlatBody | null, name: string): RuleSymbol | null {
  for (const base of body?.bases ?? []) {
    const rule = base.rules.get(name);
    if (rule !== undefined) return rule.symbol;
  }
  return null;
}
