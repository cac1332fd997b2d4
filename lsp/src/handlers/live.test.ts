import { expect, test } from "vitest";
import { type SetsResult, setsMethod, type ThresholdsResult, thresholdsMethod } from "../editor-protocol.ts";
import { connect } from "../testing/connect.ts";

test("thresholds are told by line and character, sets by the files they are made of", async () => {
  const client = await connect({ "heal.macropolicy": "profile heal {\n  rule hot: cancel when cpu.usage > 80%\n}\n" });
  const uri = client.uri("heal.macropolicy");
  const { sets } = await client.connection.sendRequest<SetsResult>(setsMethod);
  expect(sets).toEqual([{ files: [uri], policies: [] }]);
  expect(await client.connection.sendRequest<ThresholdsResult>(thresholdsMethod, { uri })).toEqual({
    rules: [
      {
        rule: "hot",
        profiles: ["heal"],
        header: { start: { line: 1, character: 2 }, end: { line: 1, character: 10 } },
        total: 1,
        comparisons: [
          {
            index: 0,
            range: { start: { line: 1, character: 24 }, end: { line: 1, character: 39 } },
            measured: ["cpu.usage"],
            metric: "cpu.usage",
          },
        ],
      },
    ],
  });
  const elsewhere = { uri: client.uri("nowhere.macropolicy") };
  expect(await client.connection.sendRequest<ThresholdsResult>(thresholdsMethod, elsewhere)).toEqual({ rules: [] });
  await client.close();
});
