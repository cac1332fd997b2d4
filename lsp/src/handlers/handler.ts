/** A handler answers the requests of one feature: it looks up where they point, asks the feature, converts. */

import type { ClientCapabilities, Connection, Position, ServerCapabilities } from "vscode-languageserver";
import type { Host } from "../host.ts";
import type { Requests } from "../requests.ts";
import type { Settings } from "../settings.ts";
import type { PolicyView, Remark } from "../workspace/policy-view.ts";

export interface Handler {
  /** What is promised to the client. */
  readonly capabilities: Partial<ServerCapabilities> | ((client: ClientCapabilities) => Partial<ServerCapabilities>);
  register(connection: Connection, context: ServerContext): void;
}

export interface ServerContext {
  readonly host: Host;
  /** Known once the client has said `initialize`. */
  readonly client: ClientCapabilities;
  /** Commands that the client has for lenses to call, as it said in `initializationOptions.commands`. */
  readonly commands: ReadonlySet<string>;
  /** What the user has set. */
  settings(): Promise<Settings>;
  /** Every set, as it is now. */
  views(): Promise<readonly PolicyView[]>;
  /** The set that a document belongs to, as it is now; null for a document that belongs to none, or cannot be read. */
  document(uri: string): Promise<DocumentView | null>;
  /** The same of a file whose text may not be there. */
  file(uri: string): Promise<DocumentView | null>;
  /** The same with a position in it, which may be past the end of the text. */
  at(params: {
    readonly textDocument: { readonly uri: string };
    readonly position: Position;
  }): Promise<PointView | null>;
  /** Of an open buffer, as the client counts; null for a file that is not open. */
  versionOf(uri: string): number | null;
  /** Those that are being answered. */
  readonly requests: Pick<Requests, "isAwaited">;
  /** Told when a set has changed, or is known better than before: lint has finished, the machine was measured. */
  onChange(listener: () => void): void;
  /** Told when the client has said `initialized`: from now on it may be asked and told things. */
  onReady(listener: () => void): void;
  /** Told of every change at once, before anything is made of it: the document that was edited; null: files on disk, settings. */
  onEdit(listener: (uri: string | null) => void): void;
  /** Whether a file is told of as one of this set: of several sets that have it, one is. */
  owns(view: PolicyView, path: string): boolean;
  /** Takes note of what lint has found in a view. */
  learn(view: PolicyView, findings: readonly Remark[]): void;
  log(message: string): void;
}

export interface DocumentView {
  readonly view: PolicyView;
  readonly path: string;
}

export interface PointView extends DocumentView {
  readonly offset: number;
}
