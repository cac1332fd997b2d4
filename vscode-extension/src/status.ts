/** The status bar: how many errors the policies have, what the server does, whether an engine watches. */

import {
  DiagnosticSeverity,
  type Disposable,
  type LanguageStatusItem,
  LanguageStatusSeverity,
  languages,
  MarkdownString,
  StatusBarAlignment,
  type StatusBarItem,
  window,
} from "vscode";
import { type Counts, type EngineState, type ServerState, statusText } from "./status-text.ts";

export class Status implements Disposable {
  readonly #bar: StatusBarItem = window.createStatusBarItem("macropolicy.status", StatusBarAlignment.Left, 5);
  readonly #server: LanguageStatusItem = languages.createLanguageStatusItem("macropolicy.server", {
    language: "macropolicy",
  });
  readonly #subscriptions: Disposable[];
  #engine: EngineState = { kind: "none" };
  #serverState: ServerState = "starting";

  constructor() {
    this.#bar.name = "Macro policies";
    this.#server.name = "Macro policies";
    this.#subscriptions = [
      languages.onDidChangeDiagnostics(() => this.#show()),
      window.onDidChangeActiveTextEditor(() => this.#show()),
    ];
    this.#show();
  }

  server(state: ServerState): void {
    this.#serverState = state;
    this.#show();
  }

  /** As live mode finds it. */
  engine(state: EngineState): void {
    this.#engine = state;
    this.#show();
  }

  #show(): void {
    const { text, tooltip, command, wrong } = statusText(countProblems(), this.#serverState, this.#engine);
    this.#bar.text = text;
    this.#bar.tooltip = new MarkdownString(tooltip);
    this.#bar.command = command;
    // Away from policies it is of interest only while an engine watches.
    const onPolicy = window.activeTextEditor?.document.languageId === "macropolicy";
    if (onPolicy || this.#engine.kind === "watching") this.#bar.show();
    else this.#bar.hide();
    this.#server.text = `Language server: ${this.#serverState}`;
    this.#server.busy = this.#serverState === "starting";
    this.#server.severity = wrong ? LanguageStatusSeverity.Error : LanguageStatusSeverity.Information;
    this.#server.command = { command: "macropolicy.restartServer", title: "Restart" };
  }

  dispose(): void {
    for (const each of [this.#bar, this.#server, ...this.#subscriptions]) each.dispose();
  }
}

/** Of every policy, whether open or not, of override files and of the configuration. */
function countProblems(): Counts {
  let [errors, warnings] = [0, 0];
  for (const [, diagnostics] of languages.getDiagnostics()) {
    for (const { severity, source } of diagnostics) {
      if (source !== "macropolicy") continue;
      if (severity === DiagnosticSeverity.Error) errors += 1;
      else if (severity === DiagnosticSeverity.Warning) warnings += 1;
    }
  }
  return { errors, warnings };
}
