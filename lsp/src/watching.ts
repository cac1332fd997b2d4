/** What happens to files and folders outside of open documents: told by the client, in the ways that it has. */

import {
  type ClientCapabilities,
  type Connection,
  DidChangeWatchedFilesNotification,
  type FileOperationRegistrationOptions,
  type FileSystemWatcher,
  type ServerCapabilities,
} from "vscode-languageserver";

/** Policies, configurations, override files; and folders of the usual names, since watchers tell of a removed one alone. */
const watched = ["**/*.macropolicy", "**/*.{yaml,yml,json}", "**/{policies,config,macro_safety}"];

const operations: FileOperationRegistrationOptions = {
  filters: [
    { pattern: { glob: "**/*.{macropolicy,yaml,yml,json}", matches: "file" } },
    { pattern: { glob: "**", matches: "folder" } },
  ],
};

export const watchingCapabilities: ServerCapabilities["workspace"] = {
  workspaceFolders: { supported: true, changeNotifications: true },
  fileOperations: { didCreate: operations, didRename: operations, didDelete: operations },
};

/** `onChange`: these were made, changed or removed. */
export function watchFiles(connection: Connection, onChange: (uris: readonly string[]) => void): void {
  connection.onDidChangeWatchedFiles(({ changes }) => onChange(changes.map(({ uri }) => uri)));
  connection.workspace.onDidCreateFiles(({ files }) => onChange(files.map(({ uri }) => uri)));
  connection.workspace.onDidDeleteFiles(({ files }) => onChange(files.map(({ uri }) => uri)));
  connection.workspace.onDidRenameFiles(({ files }) =>
    onChange(files.flatMap(({ oldUri, newUri }) => [oldUri, newUri])),
  );
}

function canWatch({ workspace }: ClientCapabilities): boolean {
  return workspace?.didChangeWatchedFiles?.dynamicRegistration === true;
}

/** Asks the client to watch; `outside`: folders that are in no folder of the workspace. */
export async function registerWatching(
  connection: Connection,
  client: ClientCapabilities,
  outside: readonly string[],
): Promise<void> {
  if (!canWatch(client)) return;
  const watchers: FileSystemWatcher[] = watched.map((globPattern) => ({ globPattern }));
  if (client.workspace?.didChangeWatchedFiles?.relativePatternSupport === true) {
    for (const baseUri of outside)
      watchers.push({ globPattern: { baseUri, pattern: "**/*.{macropolicy,yaml,yml,json}" } });
  }
  await connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
}
