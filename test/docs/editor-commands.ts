/** What each command of the VS Code extension does, for the documentation. */

export const editorCommands: Readonly<Record<string, string>> = {
  "macropolicy.newPolicy":
    "asks how much harm the macro can do, for a name and a pattern, and writes a policy that is whole",
  "macropolicy.startWatching": "starts `macro-engine watch` in a terminal of the editor",
  "macropolicy.stopWatching": "ends it",
  "macropolicy.runWithProfile":
    "asks for a profile and a command line, and starts that under it; the last one is remembered",
  "macropolicy.replayTrace":
    "asks for a recording and a profile, and shows what the policies [would have done](traces.md)",
  "macropolicy.diffHead":
    "shows what the changes since the last commit [change in behaviour](prove.md#what-a-change-changes)",
  "macropolicy.explainCancellation":
    "shows [why](explain.md) the last macro was cancelled, and by how little it would not have been",
  "macropolicy.importOverrides":
    "opens JSON files of the earlier system, or rules of json-rules-engine, [as policy text](convert.md)",
  "macropolicy.restartServer": "ends the server and starts it anew",
  "macropolicy.showOutput": "shows the log of extension and server",
  "macropolicy.stopMacro": "ends a macro: first politely, after its grace by force",
  "macropolicy.pauseMacro": "pauses a macro until it is resumed",
  "macropolicy.resumeMacro": "lets it go on",
  "macropolicy.openDashboard":
    "shows the engine's web page: in a tab where the engine is named by its URL, else in the browser",
  "macropolicy.setToken": "keeps the token of an engine that is reached by URL, in the editor's secret storage",
};
