/** The policies that the server in a worker is asked about, and what it is asked. */

import type { WorkerClient, WorkerDiagnostic } from "./worker-client.ts";

/** Of no scheme that a disk has. */
const folder = "vscode-vfs://github/example/guard";

const made = "profile heal extends low {\n  rule fast: warn when cpu.usage > 80\n}\n";
export const files: Readonly<Record<string, string>> = {
  [`${folder}/macro-engine.yaml`]: "policies: policies\n",
  [`${folder}/policies/low.macropolicy`]:
    "template low {\n  param limit = 80%\n  rule hot: warn when cpu.usage > limit\n}\n",
  [`${folder}/policies/heal.macropolicy`]: made,
};

export interface Answers {
  /** Of a template that another file declares. */
  readonly hover: string;
  /** What may stand behind `cpu.usage > `. */
  readonly completions: readonly string[];
  readonly diagnostics: readonly WorkerDiagnostic[];
}

export async function askAll(client: WorkerClient): Promise<Answers> {
  await client.initialize(folder);
  const uri = `${folder}/policies/heal.macropolicy`;
  const textDocument = { uri };
  client.notify("textDocument/didOpen", {
    textDocument: { uri, languageId: "macropolicy", version: 1, text: made },
  });
  const hover = await client.request<{ contents: { value: string } } | null>("textDocument/hover", {
    textDocument,
    position: { line: 0, character: 22 },
  });
  const completion = await client.request<{ items: readonly { label: string }[] } | readonly { label: string }[]>(
    "textDocument/completion",
    { textDocument, position: { line: 1, character: 35 } },
  );
  const items = "items" in completion ? completion.items : completion;
  return {
    hover: hover?.contents.value ?? "",
    completions: items.map(({ label }) => label),
    diagnostics: await client.diagnostics(uri),
  };
}
