/** A client's open documents and its disk: each step of a sequence changes them, and tells the server. */

import {
  DidChangeTextDocumentNotification,
  DidChangeWatchedFilesNotification,
  DidCloseTextDocumentNotification,
  DidCreateFilesNotification,
  DidDeleteFilesNotification,
  DidOpenTextDocumentNotification,
  DidRenameFilesNotification,
  DidSaveTextDocumentNotification,
  FileChangeType,
  type FileEvent,
  type TextDocumentContentChangeEvent,
} from "vscode-languageserver";
import type { ProtocolConnection } from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { Random } from "../../../../dsl/src/testing/random.ts";
import { buffers as documents } from "../../buffers.ts";
import { somewhere } from "./places.ts";
import { files, folders, isPolicy, policies, root, spelt, textFor, typedInto } from "./texts.ts";

export interface World {
  readonly connection: ProtocolConnection;
  readonly disk: Map<string, string>;
  readonly random: Random;
}

export function createBuffers({ connection, disk, random }: World) {
  /** By URI as the disk has it. */
  const open = new Map<string, TextDocument>();
  /** Texts that there were, to come back to. */
  const before = new Map<string, string>();
  let workspace: readonly string[] = [root];
  let changes = 0;

  function begin(uri: string, text: string): void {
    const languageId = isPolicy(uri) !== random.chance(0.02) ? "macropolicy" : uri.endsWith("json") ? "json" : "yaml";
    const document = TextDocument.create(spelt(uri, random), languageId, 1, text);
    open.set(uri, document);
    changes += 1;
    const textDocument = { uri: document.uri, languageId, version: 1, text };
    void connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument });
  }

  function change(uri: string, contentChanges: TextDocumentContentChangeEvent[]): void {
    const document = open.get(uri)!;
    before.set(uri, document.getText());
    documents.update(document, contentChanges, document.version + 1);
    changes += 1;
    const textDocument = { uri: document.uri, version: document.version };
    void connection.sendNotification(DidChangeTextDocumentNotification.type, { textDocument, contentChanges });
  }

  function edit(uri: string): void {
    const document = open.get(uri)!;
    if (random.chance(0.1)) {
      change(uri, [{ text: before.get(uri) ?? "" }]);
      return;
    }
    const contentChanges = Array.from({ length: 1 + random.below(3) }, () => {
      const text = random.chance(0.3) ? "" : typedInto(uri, random);
      if (random.chance(0.05)) return { text: textFor(uri, random) };
      return { range: somewhere(document, random, random.chance(0.7) ? 12 : 400), text };
    });
    change(uri, contentChanges);
  }

  function close(uri: string): void {
    const textDocument = { uri: open.get(uri)!.uri };
    open.delete(uri);
    changes += 1;
    void connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument });
  }

  function put(uri: string, text: string | null): FileChangeType {
    changes += 1;
    const had = disk.has(uri);
    if (text !== null) disk.set(uri, text);
    else disk.delete(uri);
    return text === null ? FileChangeType.Deleted : had ? FileChangeType.Changed : FileChangeType.Created;
  }

  function write(uri: string, text: string | null): void {
    const type = put(uri, text);
    const file = { files: [{ uri }] };
    if (type === FileChangeType.Created && random.chance(0.3)) {
      void connection.sendNotification(DidCreateFilesNotification.type, file);
    } else if (type === FileChangeType.Deleted && random.chance(0.3)) {
      void connection.sendNotification(DidDeleteFilesNotification.type, file);
    } else {
      void connection.sendNotification(DidChangeWatchedFilesNotification.type, { changes: [{ uri, type }] });
    }
  }

  return {
    open: open as ReadonlyMap<string, TextDocument>,
    /** How many there have been. */
    changes: () => changes,
    folders: () => workspace,
    change,
    openOrEdit: (uri: string) => (open.has(uri) ? edit(uri) : begin(uri, fresh(uri))),
    close,
    write,
    save(uri: string): void {
      const document = open.get(uri)!;
      if (!uri.startsWith("file:")) return;
      put(uri, document.getText());
      const textDocument = { uri: document.uri };
      void connection.sendNotification(DidSaveTextDocumentNotification.type, { textDocument });
    },
    /** An open document goes with its file. */
    move(from: string, to: string): void {
      const text = disk.get(from);
      if (text === undefined || open.has(to) || from === to) return;
      const document = open.get(from);
      put(from, null);
      put(to, text);
      if (document !== undefined) close(from);
      if (document !== undefined) begin(to, document.getText());
      void connection.sendNotification(DidRenameFilesNotification.type, { files: [{ oldUri: from, newUri: to }] });
    },
    /** Told of as the folder alone. */
    removeFolder(folder: string): void {
      for (const uri of [...disk.keys()]) if (uri.startsWith(`${folder}/`)) put(uri, null);
      const gone: FileEvent = { uri: folder, type: FileChangeType.Deleted };
      void connection.sendNotification(DidChangeWatchedFilesNotification.type, { changes: [gone] });
    },
    changeFolders(): void {
      const folder = random.pick(folders);
      const isThere = workspace.includes(folder);
      workspace = isThere ? workspace.filter((each) => each !== folder) : [...workspace, folder];
      changes += 1;
      const named = [{ uri: folder, name: "folder" }];
      const event = isThere ? { added: [], removed: named } : { added: named, removed: [] };
      void connection.sendNotification("workspace/didChangeWorkspaceFolders", { event });
    },
  };

  function fresh(uri: string): string {
    return random.chance(0.7) ? (disk.get(uri) ?? "") : textFor(uri, random);
  }
}

export type Buffers = ReturnType<typeof createBuffers>;

export function anyFile(random: Random): string {
  return random.pick(random.chance(0.7) ? policies : files);
}
