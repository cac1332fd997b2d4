/** Settings as the server gets them: in a workspace that is not trusted, nothing that its files say is followed outside. */

/** `answers` to `workspace/configuration`, one an item, as the editor has them. */
export function trustedSettings(
  items: readonly { readonly section?: string }[],
  answers: readonly unknown[],
  isTrusted: boolean,
): unknown[] {
  return answers.map((answer, index) =>
    items[index]?.section === "macropolicy" && !isTrusted ? withoutSources(answer) : answer,
  );
}

/** A source of the configuration connects to a host, or reads a file anywhere. */
function withoutSources(answer: unknown): unknown {
  const settings = (answer ?? {}) as { readonly machine?: object };
  return { ...settings, machine: { ...settings.machine, sources: false } };
}
