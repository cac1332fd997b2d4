/** Override files of the earlier system, and rules of json-rules-engine, as policy text in a new document. */

import { basename } from "node:path";
import { Uri, window, workspace } from "vscode";
import { askEngine, policiesOption, reachEngine } from "../engine/engine.ts";
import type { Command } from "./command.ts";
import { tellFailure } from "./show-report.ts";

export const importOverrides: Command = {
  id: "macropolicy.importOverrides",
  async run(tools, given, alsoGiven) {
    const chosen = Array.isArray(alsoGiven) ? alsoGiven.filter((uri) => uri instanceof Uri) : [];
    const files = chosen.length > 0 ? chosen : given instanceof Uri ? [given] : await pickFiles();
    const [first] = files;
    if (first === undefined) return;
    const engine = await reachEngine(first);
    if (engine === null) return;
    const title = `Import of ${files.map(({ fsPath }) => basename(fsPath)).join(", ")}`;
    const args = ["import", ...policiesOption(engine), ...files.map(({ fsPath }) => fsPath)];
    const answer = await askEngine(engine, title, args);
    if (answer === null) return;
    if (answer.code !== 0) {
      tellFailure(tools, title, answer);
      return;
    }
    const remarks = answer.stderr.trim();
    if (remarks !== "") tools.output.info(`${title}:\n${remarks}`);
    const document = await workspace.openTextDocument({ language: "macropolicy", content: answer.stdout });
    await window.showTextDocument(document);
  },
};

async function pickFiles(): Promise<readonly Uri[]> {
  const picked = await window.showOpenDialog({
    title: "Convert JSON overrides to policies",
    openLabel: "Convert",
    canSelectMany: true,
    filters: { JSON: ["json"] },
  });
  return picked ?? [];
}
