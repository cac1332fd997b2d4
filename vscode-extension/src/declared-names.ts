/** Names that a policy declares, near enough for a list to choose from: the language itself is the server's. */

/** In the order of the text; a test's `profile NAME` is none, since no body follows it. */
export function declaredNames(text: string, kind: "profile" | "template"): readonly string[] {
  const declaration = new RegExp(`^[ \\t]*${kind}[ \\t]+([A-Za-z_][A-Za-z0-9_]*)\\s*(?:\\{|extends\\b)`, "gm");
  return [...text.matchAll(declaration)].map((match) => match[1]!);
}
