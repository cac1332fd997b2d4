/** What the status bar says, as text. */

export type ServerState = "starting" | "running" | "stopped" | "failed";

export type EngineState =
  | { readonly kind: "none" }
  | { readonly kind: "watching"; readonly macros: number; readonly dryRun: boolean };

export interface Counts {
  readonly errors: number;
  readonly warnings: number;
}

export interface StatusText {
  readonly text: string;
  /** Markdown. */
  readonly tooltip: string;
  /** What a click does. */
  readonly command: string;
  /** Whether the server is of no use. */
  readonly wrong: boolean;
}

export function statusText(counts: Counts, server: ServerState, engine: EngineState): StatusText {
  if (server === "failed" || server === "stopped") {
    const tooltip = `The language server ${server === "failed" ? "could not go on" : "is stopped"}. Click to start it again.`;
    return { text: "$(error) Macro policies", tooltip, command: "macropolicy.restartServer", wrong: true };
  }
  const icon = server === "starting" ? "$(loading~spin)" : "$(shield)";
  const parts = [problemsOf(counts), engine.kind === "watching" ? engineText(engine) : ""].filter(
    (part) => part !== "",
  );
  const lines = [
    server === "starting"
      ? "Reading the policies …"
      : `Policies: ${count(counts.errors, "error")}, ${count(counts.warnings, "warning")}`,
    engine.kind === "watching" ? `An engine watches: ${engineText(engine)}` : "No engine watches these policies",
  ];
  return {
    text: `${icon} ${parts.length === 0 ? "Policies" : parts.join(" · ")}`,
    tooltip: lines.join("\n\n"),
    command: "workbench.actions.view.problems",
    wrong: false,
  };
}

function problemsOf({ errors, warnings }: Counts): string {
  return [errors > 0 ? `$(error) ${errors}` : "", warnings > 0 ? `$(warning) ${warnings}` : ""]
    .filter(Boolean)
    .join(" ");
}

function engineText({ macros, dryRun }: EngineState & { kind: "watching" }): string {
  return `${count(macros, "macro")}${dryRun ? " (dry run)" : ""}`;
}

function count(number: number, noun: string): string {
  return `${number === 0 ? "no" : number} ${noun}${number === 1 ? "" : "s"}`;
}
