/** The engine's command line from inside the editor: found, started where the policies are, its troubles told. */

import { existsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { commands, ProgressLocation, Uri, window, workspace } from "vscode";
import { type EngineProgram, findEngine } from "./find-engine.ts";
import { type PolicyPlace, policyPlace } from "./policy-place.ts";
import { type EngineAnswer, runEngine } from "./run-engine.ts";

export interface Engine extends PolicyPlace {
  readonly program: EngineProgram;
  readonly workspaceFolder: string;
}

/** The engine for the file that is looked at; null, and the reason was told, where nothing may or can be run. */
export async function reachEngine(about?: Uri): Promise<Engine | null> {
  if (!workspace.isTrusted) {
    tellUntrusted();
    return null;
  }
  const file = about ?? window.activeTextEditor?.document.uri;
  const path = file?.scheme === "file" ? file.fsPath : null;
  const workspaceFolder = await folderOf(path);
  if (workspaceFolder === null) return null;
  const found = engineFor(path, workspaceFolder, file);
  if (typeof found !== "string") return found;
  tellMissing(found);
  return null;
}

/** The same without a word or a question, for the list of tasks. */
export function taskEngine(policy: Uri, folder: Uri): Engine | null {
  if (!workspace.isTrusted || policy.scheme !== "file") return null;
  const found = engineFor(policy.fsPath, folder.fsPath, policy);
  return typeof found === "string" ? null : found;
}

function engineFor(file: string | null, workspaceFolder: string, scope: Uri | undefined): Engine | string {
  const place = policyPlace(file, workspaceFolder, existsSync);
  const setting = workspace.getConfiguration("macropolicy", scope).get("engine.path", "").trim();
  const { platform } = process;
  const program = findEngine({ setting, cwd: place.cwd, workspaceFolder, env: process.env, platform, isFile });
  return typeof program === "string" ? program : { ...place, program, workspaceFolder };
}

function tellUntrusted(): void {
  const manage = "Manage Trust";
  void window.showWarningMessage("Nothing is run in a workspace that is not trusted.", manage).then((choice) => {
    if (choice === manage) void commands.executeCommand("workbench.trust.manage");
  });
}

async function folderOf(path: string | null): Promise<string | null> {
  const folders = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file");
  const own = path === null ? undefined : workspace.getWorkspaceFolder(Uri.file(path));
  if (own !== undefined) return own.uri.fsPath;
  if (path !== null && folders.length === 0) return dirname(path);
  if (folders.length === 1) return folders[0]!.uri.fsPath;
  if (folders.length > 1) return (await window.showWorkspaceFolderPick())?.uri.fsPath ?? null;
  void window.showErrorMessage("Open the folder of your policies first: the engine works on files.");
  return null;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function tellMissing(message: string): void {
  const settings = "Open Setting";
  void window.showErrorMessage(message, settings).then((choice) => {
    if (choice === settings) void commands.executeCommand("workbench.action.openSettings", "macropolicy.engine.path");
  });
}

/** What the engine answers; null where the user gave up waiting. The policies on screen are saved first: it reads files. */
export async function askEngine(engine: Engine, title: string, args: readonly string[]): Promise<EngineAnswer | null> {
  await savePolicies();
  const location = ProgressLocation.Notification;
  return window.withProgress({ location, title, cancellable: true }, async (_, token) => {
    const abort = new AbortController();
    token.onCancellationRequested(() => abort.abort());
    const answer = await runEngine(engine.program, { args, cwd: engine.cwd, signal: abort.signal });
    return abort.signal.aborted ? null : answer;
  });
}

export async function savePolicies(): Promise<void> {
  const changed = workspace.textDocuments.filter(
    ({ isDirty, isUntitled, languageId }) => isDirty && !isUntitled && /^(macropolicy|yaml)$/.test(languageId),
  );
  await Promise.all(changed.map((document) => document.save()));
}

/** `--policies …` where no configuration names them. */
export function policiesOption({ policies }: PolicyPlace): readonly string[] {
  return policies === null ? [] : ["--policies", policies];
}
