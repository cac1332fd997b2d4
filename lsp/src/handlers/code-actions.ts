/** `textDocument/codeAction` and `codeAction/resolve` */

import {
  type CancellationToken,
  type CodeAction,
  type CodeActionParams,
  type Diagnostic,
  LSPErrorCodes,
  MessageType,
  type Range,
  ResponseError,
  ShowMessageNotification,
} from "vscode-languageserver";
import { toOffset, toSpan } from "../convert.ts";
import {
  type Action,
  type ActionEdit,
  type ActionKind,
  actionKinds,
  type Pause,
} from "../features/code-actions/action.ts";
import { codeActions } from "../features/code-actions/index.ts";
import { turn } from "../turn.ts";
import type { Remark } from "../workspace/policy-view.ts";
import { toActionEdit } from "./action-edit.ts";
import type { DocumentView, Handler, ServerContext } from "./handler.ts";

/** By what an action is found again when it is chosen. */
interface ActionData {
  readonly uri: string;
  readonly range: Range;
  readonly kind: ActionKind;
  readonly title: string;
}

export const codeActionsHandler: Handler = {
  capabilities: { codeActionProvider: { codeActionKinds: [...actionKinds], resolveProvider: true } },
  register(connection, context) {
    connection.onCodeAction(async (params, token) => {
      const found = await context.document(params.textDocument.uri);
      if (found === null) return null;
      const offered = actionsAt(found, params.range, (kind) => isWanted(kind, params.context.only));
      const told = toldOf(params.context.diagnostics, found);
      const showsDisabled = context.client.textDocument?.codeAction?.disabledSupport === true;
      const actions = await Promise.all(
        offered.map((action) => toCodeAction(action, params, found, told, context, pauseFor(token))),
      );
      return actions.filter(({ disabled }) => disabled === undefined || showsDisabled);
    });
    connection.onCodeActionResolve(async (chosen, token) => {
      const data = chosen.data as ActionData | undefined;
      const found = data === undefined ? null : await context.document(data.uri);
      if (data === undefined || found === null) return chosen;
      // What lint has found meanwhile may have made a repair of it.
      const offered = actionsAt(found, data.range, () => true).filter(({ title }) => title === data.title);
      const action = offered.find(({ kind }) => kind === data.kind) ?? offered[0];
      const result = (await action?.edits(pauseFor(token, () => context.versionOf(data.uri)))) ?? {
        reason: "The text has changed since; nothing was done",
      };
      if (!("reason" in result)) return { ...chosen, edit: toActionEdit(context, found.view, result) };
      // An error in answer to this is shown by no client.
      const message = sentence(result.reason);
      await connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Warning, message });
      return chosen;
    });
  },
};

/** Work that nobody waits for any more ends, be it that the client says so or that the text is another. */
function pauseFor(token: CancellationToken, version: () => number | null = () => null): Pause {
  const began = version();
  return async () => {
    await turn();
    if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, "cancelled");
    if (version() !== began) throw new ResponseError(LSPErrorCodes.ContentModified, "the text has changed");
  };
}

function sentence(reason: string): string {
  return `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`;
}

function actionsAt({ view, path }: DocumentView, range: Range, wanted: (kind: ActionKind) => boolean) {
  return codeActions(view, path, toSpan(view.sources.get(path)!, range), wanted);
}

/** Kinds are a hierarchy. */
function isWanted(kind: ActionKind, only: readonly string[] | undefined): boolean {
  return only === undefined || only.some((asked) => asked === "" || kind === asked || kind.startsWith(`${asked}.`));
}

async function toCodeAction(
  action: Action,
  params: CodeActionParams,
  found: DocumentView,
  told: ToldOf,
  context: ServerContext,
  pause: Pause,
): Promise<CodeAction> {
  const { title, kind, isPreferred, disabled, mends = [] } = action;
  const diagnostics = [...told(mends)];
  const data: ActionData = { uri: params.textDocument.uri, range: params.range, kind, title };
  return {
    title,
    kind,
    ...(isPreferred === undefined ? {} : { isPreferred }),
    ...(diagnostics.length === 0 ? {} : { diagnostics }),
    ...(await payload(action, data, found, context, pause)),
    ...(disabled === undefined ? {} : { disabled: { reason: disabled } }),
  };
}

/** What a client that asks later gets then, what others get at once. */
async function payload(
  { edits, disabled }: Action,
  data: ActionData,
  { view }: DocumentView,
  context: ServerContext,
  pause: Pause,
): Promise<Pick<CodeAction, "data" | "edit" | "disabled">> {
  const resolved = context.client.textDocument?.codeAction?.resolveSupport?.properties ?? [];
  if (disabled !== undefined) return {};
  if (resolved.includes("edit")) return { data: data as unknown as CodeAction["data"] };
  const result = await edits(pause);
  if ("reason" in result) return { disabled: result };
  return { edit: toActionEdit(context, view, result as readonly ActionEdit[]) };
}

/** Clients hand back what they have been told: it is known by its place, code and words. */
function toldOf(diagnostics: readonly Diagnostic[], { view, path }: DocumentView): ToldOf {
  const source = view.sources.get(path)!;
  const keyOf = (code: unknown, offset: number) => `${offset} ${String(code)}`;
  const byKey = Map.groupBy(diagnostics, ({ code, range }) => keyOf(code, toOffset(source, range.start)));
  return (mends) => {
    const own = mends.flatMap(({ file, code, span, message }) => {
      const there = file === path ? (byKey.get(keyOf(code, span.start)) ?? []) : [];
      return there.filter((diagnostic) => wordsOf(diagnostic).startsWith(message));
    });
    return [...new Set(own)];
  };
}

/** Those of the diagnostics that remarks have been told by. */
type ToldOf = (mends: readonly Remark[]) => readonly Diagnostic[];

function wordsOf({ message }: Diagnostic): string {
  return typeof message === "string" ? message : message.value;
}
