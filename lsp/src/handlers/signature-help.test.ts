import { expect, test } from "vitest";
import { SignatureHelpRequest } from "vscode-languageserver";
import { connect } from "../testing/connect.ts";

const policy = "profile p { rule r: cancel when forecast(memory.usage, |30s) > 97% and avg(latency, 5s, |";

test("the function that is called is shown, with the argument at the cursor", async () => {
  const client = await connect({ "a.macropolicy": policy });
  const help = await client.connection.sendRequest(SignatureHelpRequest.type, client.at());
  expect(help).toMatchObject({
    activeParameter: 1,
    signatures: [
      {
        label: "forecast(m, ahead [, W])",
        documentation: { kind: "markdown", value: expect.stringContaining("Least-squares line") },
        parameters: [{ label: "m" }, { label: "ahead" }, { label: "W" }],
      },
    ],
  });
  await client.close();
});

test("a client that can shows no parameter for an argument too many, and marks them by their place", async () => {
  const parameterInformation = { labelOffsetSupport: true };
  const signatureInformation = { noActiveParameterSupport: true, parameterInformation, documentationFormat: [] };
  const capabilities = { textDocument: { signatureHelp: { signatureInformation } } };
  for (const able of [true, false]) {
    const client = await connect({ "a.macropolicy": policy }, able ? { capabilities } : {});
    const help = await client.connection.sendRequest(SignatureHelpRequest.type, client.at(client.cursors[1]));
    expect(help?.activeParameter).toBe(able ? null : 1);
    expect(help?.signatures[0]?.parameters?.[1]?.label).toEqual(able ? [7, 8] : "W");
    await client.close();
  }
});
