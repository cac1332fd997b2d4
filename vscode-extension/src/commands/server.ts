/** What is about the language server itself, and what its code lenses ask for. */

import { commands, Location, Position, Range, Uri } from "vscode";
import type { Command } from "./command.ts";

export const restartServer: Command = {
  id: "macropolicy.restartServer",
  run: ({ restartServer }) => restartServer(),
};

export const showOutput: Command = {
  id: "macropolicy.showOutput",
  async run({ output }) {
    output.show();
  },
};

interface PlainPosition {
  readonly line: number;
  readonly character: number;
}

interface PlainLocation {
  readonly uri: string;
  readonly range: { readonly start: PlainPosition; readonly end: PlainPosition };
}

/** Servers speak in plain data, the editor's own command wants objects of its own. */
export const showReferences: Command = {
  id: "macropolicy.showReferences",
  async run(_, uri, position, locations) {
    if (typeof uri !== "string" || !Array.isArray(locations)) return;
    const place = (at: PlainPosition) => new Position(at.line, at.character);
    const found = (locations as readonly PlainLocation[]).map(
      ({ uri, range }) => new Location(Uri.parse(uri), new Range(place(range.start), place(range.end))),
    );
    await commands.executeCommand(
      "editor.action.showReferences",
      Uri.parse(uri),
      place(position as PlainPosition),
      found,
    );
  },
};
