/** A request of every method that the server offers, with random params. */

import type { Diagnostic, Range, ServerCapabilities } from "vscode-languageserver";
import type { Random } from "../../../../dsl/src/testing/random.ts";
import { rulesMethod, runTestMethod, setsMethod, testsMethod, thresholdsMethod } from "../../editor-protocol.ts";

export interface Ask {
  readonly method: string;
  readonly params: unknown;
  /** What to ask of an answer. */
  readonly follow?: (answer: unknown) => readonly Ask[];
}

/** Where to ask: places of a document, which may be past its ends. */
export interface Somewhere {
  readonly uri: string;
  readonly range: Range;
  /** What the client shows there. */
  readonly told: readonly Diagnostic[];
  /** Where a file may be moved to. */
  readonly elsewhere: string;
}

export type Make = (place: Somewhere, random: Random) => Ask;

const at = ({ uri, range }: Somewhere) => ({ textDocument: { uri }, position: range.start });
const over = ({ uri, range }: Somewhere) => ({ textDocument: { uri }, range });
const of = ({ uri }: Somewhere) => ({ textDocument: { uri } });
const options = { tabSize: 2, insertSpaces: true };

const asks =
  (
    method: string,
    params: (place: Somewhere, random: Random) => unknown,
    follow?: (answer: unknown, place: Somewhere) => readonly Ask[],
  ): Make =>
  (place, random) => ({
    method,
    params: params(place, random),
    ...(follow === undefined ? {} : { follow: (answer: unknown) => follow(answer, place) }),
  });

/** The first of a list of answers, or of what is in `items`. */
function firstOf(answer: unknown): unknown[] {
  const list = Array.isArray(answer) ? answer : ((answer as { items?: unknown } | null)?.items ?? []);
  return Array.isArray(list) ? list.slice(0, 2) : [];
}

const resolves = (method: string) => (answer: unknown) => firstOf(answer).map((params) => ({ method, params }));
const steps = (...methods: string[]) => {
  return (answer: unknown) =>
    firstOf(answer).flatMap((item) => methods.map((method) => ({ method, params: { item } })));
};

const formatting = asks("textDocument/formatting", (place) => ({ ...of(place), options }));
const rangeFormatting = asks("textDocument/rangeFormatting", (place) => ({ ...over(place), options }));
const onTypeFormatting = asks("textDocument/onTypeFormatting", (place, random) => ({
  ...at(place),
  ch: random.pick(["}", "\n"]),
  options,
}));
const rename = asks("textDocument/rename", (place, random) => ({
  ...at(place),
  newName: random.pick(["other", "other", "limit", "when", "", "a.b"]),
}));
const codeActions = asks(
  "textDocument/codeAction",
  (place, random) => ({
    ...over(place),
    context: {
      diagnostics: place.told,
      ...(random.chance(0.3) ? { only: [random.pick(["", "quickfix", "refactor", "source.fixAll"])] } : {}),
    },
  }),
  resolves("codeAction/resolve"),
);
const moves = asks("workspace/willRenameFiles", ({ uri, elsewhere }) => ({
  files: [{ oldUri: uri, newUri: elsewhere }],
}));

/** What is asked for edits. */
export const edits = { formatting, rangeFormatting, onTypeFormatting, rename, codeActions } as const;

/** By the capability that promises it. */
const offered: Readonly<Record<string, readonly Make[]>> = {
  hoverProvider: [asks("textDocument/hover", at)],
  completionProvider: [
    asks("textDocument/completion", at, resolves("completionItem/resolve")),
    asks("textDocument/completion", (place, random) => ({
      ...at(place),
      context: { triggerKind: 2, triggerCharacter: random.pick([" ", ".", '"', "{", "(", "5"]) },
    })),
  ],
  signatureHelpProvider: [asks("textDocument/signatureHelp", at)],
  definitionProvider: [asks("textDocument/definition", at)],
  declarationProvider: [asks("textDocument/declaration", at)],
  typeDefinitionProvider: [asks("textDocument/typeDefinition", at)],
  implementationProvider: [asks("textDocument/implementation", at)],
  referencesProvider: [
    asks("textDocument/references", (place) => ({ ...at(place), context: { includeDeclaration: true } })),
  ],
  documentHighlightProvider: [asks("textDocument/documentHighlight", at)],
  documentSymbolProvider: [asks("textDocument/documentSymbol", of)],
  workspaceSymbolProvider: [
    asks(
      "workspace/symbol",
      (_, random) => ({ query: random.pick(["", "h", "cpu", "("]) }),
      resolves("workspaceSymbol/resolve"),
    ),
  ],
  codeActionProvider: [codeActions],
  codeLensProvider: [asks("textDocument/codeLens", of, resolves("codeLens/resolve"))],
  documentLinkProvider: [asks("textDocument/documentLink", of)],
  documentFormattingProvider: [formatting],
  documentRangeFormattingProvider: [
    rangeFormatting,
    asks("textDocument/rangesFormatting", (place) => ({ ...of(place), ranges: [place.range], options })),
  ],
  documentOnTypeFormattingProvider: [onTypeFormatting],
  renameProvider: [asks("textDocument/prepareRename", at), rename],
  foldingRangeProvider: [asks("textDocument/foldingRange", of)],
  selectionRangeProvider: [
    asks("textDocument/selectionRange", (place) => ({ ...of(place), positions: [place.range.start, place.range.end] })),
  ],
  linkedEditingRangeProvider: [asks("textDocument/linkedEditingRange", at)],
  callHierarchyProvider: [
    asks("textDocument/prepareCallHierarchy", at, steps("callHierarchy/incomingCalls", "callHierarchy/outgoingCalls")),
  ],
  typeHierarchyProvider: [
    asks("textDocument/prepareTypeHierarchy", at, steps("typeHierarchy/supertypes", "typeHierarchy/subtypes")),
  ],
  semanticTokensProvider: [
    asks("textDocument/semanticTokens/full", of, (answer, place) => {
      const previousResultId = (answer as { resultId?: string } | null)?.resultId ?? "none";
      return [{ method: "textDocument/semanticTokens/full/delta", params: { ...of(place), previousResultId } }];
    }),
    asks("textDocument/semanticTokens/range", over),
    asks("textDocument/semanticTokens/full/delta", (place) => ({ ...of(place), previousResultId: "1" })),
  ],
  inlayHintProvider: [asks("textDocument/inlayHint", over, resolves("inlayHint/resolve"))],
  diagnosticProvider: [
    asks("textDocument/diagnostic", of),
    asks("workspace/diagnostic", () => ({ previousResultIds: [] })),
  ],
};

/** Requests of our own, and one that is promised elsewhere. */
const own: readonly Make[] = [
  asks(
    testsMethod,
    () => undefined,
    (answer) => {
      const [file] = (answer as { files: { uri: string; tests: { id: string }[] }[] }).files;
      return file?.tests[0] === undefined
        ? []
        : [{ method: runTestMethod, params: { uri: file.uri, id: file.tests[0].id, coverage: true } }];
    },
  ),
  asks(rulesMethod, () => undefined),
  asks(setsMethod, () => undefined),
  asks(thresholdsMethod, ({ uri }) => ({ uri })),
  moves,
];

/** Throws for a promise that there is no request for here: whoever adds a feature adds it to the table. */
export function requestsFor(capabilities: ServerCapabilities): readonly Make[] {
  const promised = Object.entries(capabilities).flatMap(([name, value]) => {
    return name.endsWith("Provider") && name !== "executeCommandProvider" && value ? [name] : [];
  });
  return [
    ...promised.flatMap((name) => {
      const makes = offered[name];
      if (makes === undefined) throw new Error(`${name} is promised, and requests.ts has no request for it`);
      return makes;
    }),
    ...own,
  ];
}
