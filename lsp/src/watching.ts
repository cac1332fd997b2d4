/** What happens to files and folders outside of open documents: told by the client, in the ways that it has. */

import {
  type ClientCapabilities,
  type Connection,
  DidChangeWatchedFilesNotification,
  type Disposable,
  type FileOperationRegistrationOptions,
  type FileSystemWatcher,
  type ServerCapabilities,
} from "vscode-languageserver";

/** Policies, configurations, override files; and folders of the usual names, since watchers tell of a removed one alone. */
const files = "**/*.{macropolicy,yaml,yml,json}";
const watched = ["**/*.macropolicy", "**/*.{yaml,yml,json}", "**/{policies,config,macro_safety}"];

const operations: FileOperationRegistrationOptions = {
  filters: [{ pattern: { glob: files, matches: "file" } }, { pattern: { glob: "**", matches: "folder" } }],
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

/** Asks the client to watch the workspace, and folders outside of it that sets have files in, as long as they do. */
export function createWatching(connection: Connection, client: () => ClientCapabilities) {
  let outside = "";
  let registered: Promise<Disposable> | null = null;

  async function register(folders: readonly string[]): Promise<void> {
    const watchers: FileSystemWatcher[] = folders.map((baseUri) => ({ globPattern: { baseUri, pattern: files } }));
    const before = registered;
    registered =
      watchers.length === 0 ? null : connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
    (await before)?.dispose();
    await registered;
  }

  return {
    async begin(): Promise<void> {
      if (!canWatch(client())) return;
      const watchers = watched.map((globPattern) => ({ globPattern }));
      await connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
    },
    /** Where they are now. Clients without relative patterns watch the workspace alone. */
    async follow(folders: readonly string[]): Promise<void> {
      const { didChangeWatchedFiles } = client().workspace ?? {};
      const key = folders.join("\n");
      if (!canWatch(client()) || didChangeWatchedFiles?.relativePatternSupport !== true || key === outside) return;
      outside = key;
      await register(folders);
    },
  };
}
