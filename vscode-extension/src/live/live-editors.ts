/** The editors that are seen, and the thresholds in them: asked of the server when they change, drawn when an engine tells. */

import { type Disposable, type Event, EventEmitter, type LogOutputChannel, type TextEditor, window } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import {
  type RuleThresholds,
  type ThresholdsParams,
  type ThresholdsResult,
  thresholdsMethod,
} from "../../../lsp/src/editor-protocol.ts";
import type { LiveDecorations } from "./live-decorations.ts";
import type { LiveEngines } from "./live-engines.ts";
import { shownRules } from "./shown-rules.ts";

export interface LiveEditors extends Disposable {
  /** Draws what the engines have told last. */
  draw(): void;
  /** Policies have changed: thresholds are asked for anew. */
  changed(): void;
  /** Profiles whose readings are to be seen; null when nothing that an engine tells is. */
  wanted(treeIsSeen: boolean): readonly string[] | null;
  readonly onDidChangeWanted: Event<void>;
}

export interface LiveEditorsOptions {
  readonly client: BaseLanguageClient;
  readonly output: LogOutputChannel;
  readonly decorations: LiveDecorations;
  readonly engines: Pick<LiveEngines, "viewOf">;
}

/** Between an edit and new thresholds; until then the old ones move with the text. */
const settleMs = 250;

export function createLiveEditors({ client, output, decorations, engines }: LiveEditorsOptions): LiveEditors {
  const wantedChanged = new EventEmitter<void>();
  /** By URI, of documents that are seen. */
  const known = new Map<string, { readonly version: number; readonly rules: readonly RuleThresholds[] }>();
  let pending: NodeJS.Timeout | null = null;

  const seen = () => window.visibleTextEditors.filter(({ document }) => document.languageId === "macropolicy");
  const uriOf = ({ document }: TextEditor) => client.code2ProtocolConverter.asUri(document.uri);

  const drawOne = (editor: TextEditor) => {
    const uri = uriOf(editor);
    const view = engines.viewOf(uri);
    const thresholds = known.get(uri);
    if (view === null || thresholds === undefined) return decorations.clear(editor);
    // Places of an older text would be wrong ones.
    if (thresholds.version !== editor.document.version) return;
    decorations.show(editor, shownRules(thresholds.rules, view.status, view.readings, Date.now()));
  };
  const askOne = async (editor: TextEditor) => {
    const params: ThresholdsParams = { uri: uriOf(editor) };
    const { version } = editor.document;
    const { rules } = await client.sendRequest<ThresholdsResult>(thresholdsMethod, params);
    known.set(params.uri, { version, rules });
  };
  const ask = async () => {
    if (!client.isRunning()) return;
    const editors = seen();
    const uris = new Set(editors.map(uriOf));
    for (const uri of known.keys()) if (!uris.has(uri)) known.delete(uri);
    try {
      await Promise.all(editors.map(askOne));
    } catch (error) {
      output.debug("thresholds were not told", error);
    }
    wantedChanged.fire();
    for (const editor of seen()) drawOne(editor);
  };
  const askSoon = () => {
    pending ??= setTimeout(() => {
      pending = null;
      void ask();
    }, settleMs);
  };
  const subscription = window.onDidChangeVisibleTextEditors(askSoon);
  return {
    draw() {
      for (const editor of seen()) drawOne(editor);
    },
    changed: askSoon,
    wanted(treeIsSeen) {
      const profiles = [...known.values()].flatMap(({ rules }) => rules.flatMap((rule) => rule.profiles));
      return profiles.length === 0 && !treeIsSeen ? null : [...new Set(profiles)];
    },
    onDidChangeWanted: wantedChanged.event,
    dispose() {
      if (pending !== null) clearTimeout(pending);
      subscription.dispose();
      wantedChanged.dispose();
    },
  };
}
