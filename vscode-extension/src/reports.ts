/** What commands answer, as documents that cannot be edited: `macropolicy-report:/Replay of night.csv.txt`. */

import { EventEmitter, type TextDocumentContentProvider, Uri } from "vscode";

export const reportScheme = "macropolicy-report";

export class Reports implements TextDocumentContentProvider {
  readonly #texts = new Map<string, string>();
  readonly #changed = new EventEmitter<Uri>();
  readonly onDidChange = this.#changed.event;

  /** The address of a report; one of the same name gets the new text. */
  put(name: string, text: string): Uri {
    const uri = Uri.from({ scheme: reportScheme, path: `/${name}` });
    this.#texts.set(uri.path, text);
    this.#changed.fire(uri);
    return uri;
  }

  provideTextDocumentContent({ path }: Uri): string {
    return this.#texts.get(path) ?? "Run the command again: this report is not kept between sessions.";
  }

  dispose(): void {
    this.#texts.clear();
    this.#changed.dispose();
  }
}
