/** Tests over the wire: found, run, cancelled, and found anew when a buffer changes. */

import { expect, test } from "vitest";
import { CancellationTokenSource } from "vscode-languageserver";
import {
  changedMethod,
  type RulesResult,
  rulesMethod,
  runTestMethod,
  type TestResult,
  type TestsResult,
  testsMethod,
} from "../editor-protocol.ts";
import { connect } from "../testing/connect.ts";

const policy = `profile heal { rule hot: cancel when cpu.usage > 80% }
test "hot" {
  profile heal
  at 3s: cpu.usage = 90%
  expect cancel by hot at 4s
}
`;

test("a test is found, run and mended in its buffer", async () => {
  const client = await connect({ "heal.macropolicy": policy });
  let changes = 0;
  client.connection.onNotification(changedMethod, () => {
    changes += 1;
  });
  await client.open("heal.macropolicy");
  const uri = client.uri("heal.macropolicy");
  const found = await client.connection.sendRequest<TestsResult>(testsMethod);
  expect(found.files).toMatchObject([
    { uri, tests: [{ id: "test hot", kind: "test", label: "hot", range: { start: { line: 1, character: 0 } } }] },
  ]);
  const params = { uri, id: "test hot", coverage: true };
  const failed = await client.connection.sendRequest<TestResult>(runTestMethod, params);
  expect(failed).toMatchObject({
    kind: "failed",
    failures: [
      {
        location: { uri, range: { start: { line: 4, character: 2 }, end: { line: 4, character: 28 } } },
        message: expect.stringMatching(/there was cancel by hot at 3s\n/),
        expected: "4s cancel by hot",
        actual: "3s cancel by hot",
      },
    ],
    coverage: [{ fired: 1, whenTrue: 1, whenFalse: 0, location: { uri } }],
  });
  await client.change("heal.macropolicy", policy.replace("at 4s", "at 3s"));
  expect(await client.connection.sendRequest<TestResult>(runTestMethod, params)).toMatchObject({ kind: "passed" });
  expect(changes).toBeGreaterThan(0);
  const { rules } = await client.connection.sendRequest<RulesResult>(rulesMethod);
  expect(rules).toMatchObject([{ name: "hot", profiles: ["heal"], location: { uri, range: { start: { line: 0 } } } }]);
  const gone = await client.connection.sendRequest<TestResult>(runTestMethod, { uri, id: "test nothing" });
  expect(gone.kind).toBe("gone");
  await client.close();
});

test("a recording is opened where the test says, beside its file or anywhere", async () => {
  const paths = ["runs/a b.csv", "../c.csv", "/elsewhere/d.csv", "C:/elsewhere/e.csv"];
  const tests = paths.map((path, at) => `test "${at}" { profile p trace "${path}" expect no warn }\n`);
  const opened: string[] = [];
  const client = await connect(
    { "policies/a.macropolicy": `profile p { rule r: warn when fps < 9 }\n${tests.join("")}` },
    {
      host: {
        openTrace: async (uri) => {
          opened.push(uri);
          throw new Error("there is no such recording");
        },
      },
    },
  );
  const uri = client.uri("policies/a.macropolicy");
  for (const at of paths.keys()) {
    const result = await client.connection.sendRequest<TestResult>(runTestMethod, { uri, id: `test ${at}` });
    expect(result).toMatchObject({ kind: "errored", message: "there is no such recording", location: { uri } });
  }
  expect(opened).toEqual([
    client.uri("policies/runs/a%20b.csv"),
    client.uri("c.csv"),
    "file:///elsewhere/d.csv",
    "file:///c%3A/elsewhere/e.csv",
  ]);
  await client.close();
});

test("a long test can be cancelled, and holds nobody up", async () => {
  const long = policy.replace("at 3s:", "every 10ms\n  run 10h\n  at 9h:");
  const client = await connect({ "heal.macropolicy": long });
  const params = { uri: client.uri("heal.macropolicy"), id: "test hot" };
  const source = new CancellationTokenSource();
  const run = client.connection.sendRequest<TestResult>(runTestMethod, params, source.token);
  await expect(client.connection.sendRequest<TestsResult>(testsMethod)).resolves.toMatchObject({ files: [{}] });
  source.cancel();
  await expect(run).rejects.toThrow("cancelled");
  await client.close();
});
