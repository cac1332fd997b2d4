import { expect, test } from "vitest";
import { HoverRequest } from "vscode-languageserver";
import { connect } from "../testing/connect.ts";

test("a name says what it stands for, with a link to where it is declared", async () => {
  const client = await connect({
    "a.macropolicy": "let LIMIT = 80%\nprofile p { rule r: warn when cpu.usage > LIM|IT }",
  });
  const hover = await client.connection.sendRequest(HoverRequest.type, client.at());
  expect(hover).toEqual({
    contents: {
      kind: "markdown",
      value: `\`\`\`macropolicy\nlet LIMIT = 80%\n\`\`\`\n\n[Declared here](${client.uri("a.macropolicy")}#L1,5)`,
    },
    range: { start: { line: 1, character: 42 }, end: { line: 1, character: 47 } },
  });
  await client.close();
});

test("a client that shows no Markdown gets text; the page of a finding's code comes along", async () => {
  const client = await connect(
    { "a.macropolicy": "# lint-ignore unused|-let it is for later\nlet a = 1" },
    {
      capabilities: { textDocument: { hover: { contentFormat: ["plaintext"] } } },
      host: { codePage: async (code) => `# ${code}\n\nA \`let\` that **nothing** reads.` },
    },
  );
  const hover = await client.connection.sendRequest(HoverRequest.type, client.at());
  expect(hover?.contents).toMatchObject({ kind: "plaintext" });
  const { value } = hover!.contents as { value: string };
  expect(value).toContain("unused-let (hygiene, warning unless the configuration says otherwise)");
  expect(value).toContain("A let that nothing reads.");
  await client.close();
});
