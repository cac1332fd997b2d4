/** `textDocument/codeLens` and `codeLens/resolve` */

import { type CodeLens, CodeLensRefreshRequest, type Command } from "vscode-languageserver";
import { toLocation, toPosition, toRange } from "../convert.ts";
import { codeLenses, type Lens, type LensAnswer, type LensKind, lensAnswer } from "../features/code-lenses.ts";
import type { DocumentView, Handler, ServerContext } from "./handler.ts";
import { lastEnding, onRunEnd } from "./last-runs.ts";
import { refreshAfterChanges } from "./refresh.ts";

/** What finds a lens again when it is looked at. */
interface LensData {
  readonly uri: string;
  readonly kind: LensKind;
  readonly span: Lens["span"];
}

/** A client that has commands of these names says so in `initializationOptions.commands`; with others, a lens only tells. */
const runTest = "macropolicy.runTest";
const showReferences = "macropolicy.showReferences";

export const codeLensesHandler: Handler = {
  capabilities: { codeLensProvider: { resolveProvider: true } },
  register(connection, context) {
    connection.onCodeLens(async ({ textDocument: { uri } }): Promise<CodeLens[] | null> => {
      // The view last: nothing may come between it and what is read from it.
      const kinds = (await context.settings()).codeLens;
      const found = await context.document(uri);
      if (found === null) return null;
      const { view, path } = found;
      const source = view.sources.get(path)!;
      return codeLenses(view, path, kinds).map(({ kind, span }): CodeLens => {
        const data: LensData = { uri, kind, span };
        return { range: toRange(source, span), data };
      });
    });
    connection.onCodeLensResolve(async (lens) => {
      const data = lens.data as LensData | undefined;
      const found = data === undefined ? null : await context.document(data.uri);
      const answer = data === undefined || found === null ? null : lensAnswer(found.view, found.path, data);
      // The text has changed meanwhile: the client asks anew, and has to show something until then.
      if (answer === null || data === undefined || found === null)
        return { ...lens, command: { title: "", command: "" } };
      return { ...lens, command: commandFor(answer, data, found, context) };
    });
    const refreshSoon = refreshAfterChanges(context, async () => {
      if (context.client.workspace?.codeLens?.refreshSupport) await connection.sendRequest(CodeLensRefreshRequest.type);
    });
    onRunEnd(context, refreshSoon);
  },
};

const endings = { passed: "passed", failed: "failed", errored: "could not run", open: "open", gone: "gone" } as const;

function commandFor(
  { title, tooltip, action }: LensAnswer,
  { uri, span }: LensData,
  { view, path }: DocumentView,
  context: ServerContext,
): Command {
  const { commands } = context;
  const bare: Command = { title, ...(tooltip === undefined ? {} : { tooltip }), command: "" };
  if (action === null) return bare;
  if (action.kind === "run") {
    const ending = lastEnding(context, uri, action.id);
    const told = { ...bare, title: ending === null ? title : `${title} (${endings[ending]})` };
    return commands.has(runTest) ? { ...told, command: runTest, arguments: [uri, action.title, action.id] } : told;
  }
  if (!commands.has(showReferences)) return bare;
  const position = toPosition(view.sources.get(path)!, span.start);
  const locations = action.places.flatMap((place) => toLocation(view, place) ?? []);
  return { title, command: showReferences, arguments: [uri, position, locations] };
}
