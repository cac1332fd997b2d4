/** How what comes after a change stands to what was before it. */

/** `laxer`: some state is answered less, none more. `not-analysed`: neither shown nor excluded; never to be read as safe. */
export type Relation = "equivalent" | "stricter" | "laxer" | "incomparable" | "not-analysed";

type Answer = "proved" | "refuted" | "not-analysed";

/** From whether the later does at least what the earlier did, and the reverse. */
export function relationOf(keeps: Answer, addsNothing: Answer): Relation {
  if (keeps === "refuted" && addsNothing === "refuted") return "incomparable";
  if (keeps === "not-analysed" || addsNothing === "not-analysed") return "not-analysed";
  if (keeps === "proved") return addsNothing === "proved" ? "equivalent" : "stricter";
  return "laxer";
}

/** What several changes come to together. */
export function combined(relations: readonly Relation[]): Relation {
  const has = (relation: Relation) => relations.includes(relation);
  if (has("incomparable") || (has("laxer") && has("stricter"))) return "incomparable";
  if (has("not-analysed")) return "not-analysed";
  return has("laxer") ? "laxer" : has("stricter") ? "stricter" : "equivalent";
}
