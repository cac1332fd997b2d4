import { expect, test } from "vitest";
import {
  CallHierarchyIncomingCallsRequest,
  CallHierarchyOutgoingCallsRequest,
  CallHierarchyPrepareRequest,
  TypeHierarchyPrepareRequest,
  TypeHierarchySubtypesRequest,
  TypeHierarchySupertypesRequest,
} from "vscode-languageserver";
import { connect } from "../testing/connect.ts";

const files = {
  "a.macropolicy": "template t| { param most = 3fps rule slow: warn when fps < most }",
  "b.macropolicy": "profile p extends t {}",
};

test("a type hierarchy goes down and up again, and holds while one types", async () => {
  const client = await connect(files);
  const { connection } = client;
  const [start] = (await connection.sendRequest(TypeHierarchyPrepareRequest.type, client.at()))!;
  expect(start).toMatchObject({ name: "t", uri: client.uri("a.macropolicy") });
  await client.open("b.macropolicy", `# moved\n${files["b.macropolicy"]}`);
  const below = (await connection.sendRequest(TypeHierarchySubtypesRequest.type, { item: start! }))!;
  expect(below).toMatchObject([
    { name: "p", uri: client.uri("b.macropolicy"), selectionRange: { start: { line: 1, character: 8 } } },
  ]);
  const above = (await connection.sendRequest(TypeHierarchySupertypesRequest.type, { item: below[0]! }))!;
  expect(above.map(({ name }) => name)).toEqual(["t"]);
  await client.close();
});

test("a call hierarchy says where each reads", async () => {
  const client = await connect({
    ...files,
    "a.macropolicy": files["a.macropolicy"].replace("t|", "t").replace("most", "mo|st"),
  });
  const { connection } = client;
  const [start] = (await connection.sendRequest(CallHierarchyPrepareRequest.type, client.at()))!;
  const incoming = (await connection.sendRequest(CallHierarchyIncomingCallsRequest.type, { item: start! }))!;
  expect(incoming).toMatchObject([
    { from: { name: "slow" }, fromRanges: [{ start: { line: 0, character: 58 }, end: { line: 0, character: 62 } }] },
  ]);
  const outgoing = await connection.sendRequest(CallHierarchyOutgoingCallsRequest.type, { item: incoming[0]!.from });
  expect(outgoing).toMatchObject([{ to: { name: "most" } }]);
  await client.close();
});

test("of a folder that two configurations share, what extends and reads is that of both", async () => {
  const client = await connect({
    "a/macro-engine.yaml": "policies: [., ../shared]\n",
    "a/a.macropolicy": "profile a extends base { rule slow: warn when fps < most }",
    "b/macro-engine.yaml": "policies: [., ../shared]\n",
    "b/b.macropolicy": "profile b extends base { rule slow: warn when fps < most }",
    "shared/s.macropolicy": "template base| { param mo|st = 3fps }",
  });
  const { connection } = client;
  const [base] = (await connection.sendRequest(TypeHierarchyPrepareRequest.type, client.at()))!;
  const below = (await connection.sendRequest(TypeHierarchySubtypesRequest.type, { item: base! }))!;
  expect(below.map(({ name }) => name).sort()).toEqual(["a", "b"]);
  const [most] = (await connection.sendRequest(CallHierarchyPrepareRequest.type, client.at(client.cursors[1])))!;
  const incoming = (await connection.sendRequest(CallHierarchyIncomingCallsRequest.type, { item: most! }))!;
  expect(incoming.map(({ from }) => from.detail).sort()).toEqual(["a", "b"]);
  await client.close();
});
