/** Every feature that the server offers. */

import { codeActionsHandler } from "./code-actions.ts";
import { codeLensesHandler } from "./code-lenses.ts";
import { completionHandler } from "./completion.ts";
import { definitionHandler } from "./definition.ts";
import { diagnosticsHandler } from "./diagnostics.ts";
import { formattingHandler } from "./formatting.ts";
import type { Handler } from "./handler.ts";
import { hierarchiesHandler } from "./hierarchies.ts";
import { hoverHandler } from "./hover.ts";
import { inlayHintsHandler } from "./inlay-hints.ts";
import { liveHandler } from "./live.ts";
import { movedFilesHandler } from "./moved-files.ts";
import { referencesHandler } from "./references.ts";
import { renameHandler } from "./rename.ts";
import { semanticTokensHandler } from "./semantic-tokens.ts";
import { signatureHelpHandler } from "./signature-help.ts";
import { structureHandler } from "./structure.ts";
import { symbolsHandler } from "./symbols.ts";
import { testsHandler } from "./tests.ts";

export const handlers: readonly Handler[] = [
  codeActionsHandler,
  codeLensesHandler,
  completionHandler,
  definitionHandler,
  diagnosticsHandler,
  formattingHandler,
  hierarchiesHandler,
  hoverHandler,
  inlayHintsHandler,
  liveHandler,
  movedFilesHandler,
  referencesHandler,
  renameHandler,
  semanticTokensHandler,
  structureHandler,
  symbolsHandler,
  signatureHelpHandler,
  testsHandler,
];
