/** Draws in the editors that are seen: values at thresholds, and which rules wait or fire. */

import {
  type DecorationOptions,
  type Disposable,
  MarkdownString,
  OverviewRulerLane,
  Range,
  type TextEditor,
  type TextEditorDecorationType,
  ThemeColor,
  type Uri,
  window,
} from "vscode";
import { toRange } from "../testing-view/test-tree.ts";
import type { Margin, ShownRules, ShownState, ShownValue } from "./shown-rules.ts";

export interface LiveDecorations extends Disposable {
  /** Nothing is drawn anew that stands there already. */
  show(editor: TextEditor, shown: ShownRules): void;
  clear(editor: TextEditor): void;
}

const colors: Readonly<Record<Margin, string>> = {
  far: "editorCodeLens.foreground",
  near: "editorWarning.foreground",
  beyond: "editorError.foreground",
};

const nothing: ShownRules = { values: [], states: [] };

/** `icon` finds a picture of the extension. */
export function createLiveDecorations(icon: (name: string) => Uri): LiveDecorations {
  const values = Object.fromEntries(
    Object.entries(colors).map(([margin, color]) => [margin, valueType(color)]),
  ) as Record<Margin, TextEditorDecorationType>;
  const states: Readonly<Record<ShownState["state"], TextEditorDecorationType>> = {
    pending: stateType(icon, "pending", "editorWarning.foreground"),
    firing: stateType(icon, "firing", "editorError.foreground"),
  };
  const hovers = window.createTextEditorDecorationType({});
  /** What stands in an editor, as text. */
  const drawn = new WeakMap<TextEditor, string>();

  const show = (editor: TextEditor, shown: ShownRules) => {
    const key = JSON.stringify(shown);
    if (drawn.get(editor) === key) return;
    drawn.set(editor, key);
    for (const [margin, type] of Object.entries(values)) {
      editor.setDecorations(type, shown.values.filter((value) => value.margin === margin).map(valueOptions));
    }
    editor.setDecorations(hovers, shown.values.map(hoverOptions));
    for (const [state, type] of Object.entries(states)) {
      editor.setDecorations(type, shown.states.filter((each) => each.state === state).map(stateOptions));
    }
  };
  return {
    show,
    clear(editor) {
      if (drawn.has(editor)) show(editor, nothing);
    },
    dispose() {
      for (const type of [hovers, ...Object.values(values), ...Object.values(states)]) type.dispose();
    },
  };
}

function valueType(color: string): TextEditorDecorationType {
  return window.createTextEditorDecorationType({
    after: { color: new ThemeColor(color), margin: "0 0.4em 0 0.6em", fontStyle: "italic" },
  });
}

function stateType(icon: (name: string) => Uri, name: string, color: string): TextEditorDecorationType {
  return window.createTextEditorDecorationType({
    gutterIconSize: "contain",
    overviewRulerColor: new ThemeColor(color),
    overviewRulerLane: OverviewRulerLane.Left,
    light: { gutterIconPath: icon(`${name}-light.svg`) },
    dark: { gutterIconPath: icon(`${name}-dark.svg`) },
  });
}

/** At the end alone: what follows a range is drawn before an inlay hint at its end, and `cpu_max` would lose its `= 80%`. */
function valueOptions({ range, text }: ShownValue): DecorationOptions {
  const { end } = toRange(range);
  return { range: new Range(end, end), renderOptions: { after: { contentText: text } } };
}

function hoverOptions({ range, hover }: ShownValue): DecorationOptions {
  return { range: toRange(range), hoverMessage: new MarkdownString(hover) };
}

function stateOptions({ range, hover }: ShownState): DecorationOptions {
  return { range: toRange(range), hoverMessage: new MarkdownString(hover) };
}
