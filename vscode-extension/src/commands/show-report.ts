/** Shows what a command of the engine answered. */

import { commands, languages, ViewColumn, window, workspace } from "vscode";
import type { EngineAnswer } from "../engine/run-engine.ts";
import type { Tools } from "./command.ts";

export interface Report {
  /** Of the document. */
  readonly name: string;
  readonly kind: "text" | "markdown";
  /** Exit codes of an answer: others mean that it was not given. */
  readonly fine: readonly number[];
}

/** True when there was something to show; else the error was told. */
export async function showReport(
  { reports, output }: Tools,
  answer: EngineAnswer,
  { name, kind, fine }: Report,
): Promise<boolean> {
  const { code, stdout, stderr } = answer;
  if (stderr.trim() !== "") output.info(`${name}:\n${stderr.trimEnd()}`);
  if (code === null || !fine.includes(code) || stdout.trim() === "") {
    tellFailure({ output }, name, answer);
    return false;
  }
  if (kind === "markdown") {
    await commands.executeCommand("markdown.showPreviewToSide", reports.put(`${name}.md`, stdout));
    return true;
  }
  const document = await workspace.openTextDocument(reports.put(`${name}.txt`, stdout));
  await languages.setTextDocumentLanguage(document, "plaintext");
  await window.showTextDocument(document, { viewColumn: ViewColumn.Beside, preview: true, preserveFocus: true });
  return true;
}

/** The first line of what it says, and the way to the rest. */
export function tellFailure({ output }: Pick<Tools, "output">, name: string, answer: EngineAnswer): void {
  const said = (answer.stderr.trim() || answer.stdout.trim()).split("\n").map((line) => line.trim());
  const first = said.find((line) => line !== "") ?? `it ended with code ${answer.code}`;
  output.error(`${name}: ${said.join("\n")}`);
  const more = "Show Output";
  void window.showErrorMessage(`${name}: ${first}`, ...(said.length > 1 ? [more] : [])).then((choice) => {
    if (choice === more) output.show();
  });
}
