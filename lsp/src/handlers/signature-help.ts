/** `textDocument/signatureHelp` */

import { type ClientCapabilities, MarkupKind, type SignatureInformation } from "vscode-languageserver";
import { withoutMarks } from "../features/markdown.ts";
import { type Signature, signatureHelp } from "../features/signature-help.ts";
import type { Handler } from "./handler.ts";

export const signatureHelpHandler: Handler = {
  capabilities: { signatureHelpProvider: { triggerCharacters: ["(", ","], retriggerCharacters: [")"] } },
  register(connection, context) {
    connection.onSignatureHelp(async (params) => {
      const point = await context.at(params);
      const found = point === null ? null : signatureHelp(point.view, point.path, point.offset);
      if (found === null) return null;
      return {
        signatures: [toSignature(context.client, found)],
        activeSignature: 0,
        activeParameter: active(context.client, found),
      };
    });
  },
};

/** A client that cannot show none is told of the last. */
function active(client: ClientCapabilities, { parameters, active }: Signature): number | null {
  const none = client.textDocument?.signatureHelp?.signatureInformation?.noActiveParameterSupport === true;
  return active ?? (none ? null : parameters.length - 1);
}

function toSignature(
  client: ClientCapabilities,
  { label, documentation, parameters }: Signature,
): SignatureInformation {
  const can = client.textDocument?.signatureHelp?.signatureInformation;
  const isPlain = can?.documentationFormat !== undefined && !can.documentationFormat.includes(MarkupKind.Markdown);
  const text = (value: string) =>
    isPlain ? { kind: MarkupKind.PlainText, value: withoutMarks(value) } : { kind: MarkupKind.Markdown, value };
  return {
    label,
    documentation: text(documentation),
    parameters: parameters.map(({ start, end, documentation: meaning }) => ({
      label: can?.parameterInformation?.labelOffsetSupport === true ? [start, end] : label.slice(start, end),
      documentation: text(meaning),
    })),
  };
}
