/** The settings of the editor in the tests: quiet, and nothing written that a test did not ask for. */

import { fileURLToPath } from "node:url";

export const userSettings = {
  // On by default in a browser, where it writes into the folder.
  "files.autoSave": "off",
  "workbench.startupEditor": "none",
  "workbench.colorTheme": "Default Light Modern",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.enableExperiments": false,
  "workbench.tips.enabled": false,
  "workbench.layoutControl.enabled": false,
  "window.commandCenter": false,
  "chat.disableAIFeatures": true,
  "git.enabled": false,
  "telemetry.telemetryLevel": "off",
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "update.mode": "none",
  "editor.minimap.enabled": false,
  "editor.wordBasedSuggestions": "off",
  "editor.fontFamily": "'DejaVu Sans Mono', monospace",
  "security.workspace.trust.startupPrompt": "never",
  "security.workspace.trust.banner": "always",
};

/** What belongs to the machine that the server runs on: the editor does not take it from the user's settings. */
export const machineSettings = {
  "macropolicy.engine.path": fileURLToPath(new URL("../../../engine/bin/macro-engine.js", import.meta.url)),
};
