/** What lint tells of the machine on which the server runs. */

import { expect, test } from "vitest";
import {
  ConfigurationRequest,
  DidChangeConfigurationNotification,
  DocumentDiagnosticRequest,
  type FullDocumentDiagnosticReport,
} from "vscode-languageserver";
import { connect } from "../testing/connect.ts";

const text = `profile p {
  rule hot: warn when gpu.temperature > 90C for 5s
  rule busy: warn when cpu.usage > 90% for 5s
}
`;

/** A set on a machine that measures `cpu.usage` alone, with what was asked of the machine. */
async function onMachine(files: Readonly<Record<string, string>>, settings: object = {}) {
  const asked: (readonly string[])[] = [];
  let set = settings;
  const client = await connect(files, {
    capabilities: { workspace: { configuration: true }, textDocument: { diagnostic: {} } },
    host: {
      machine: {
        readings: () => new Map(),
        async available(metrics) {
          asked.push(metrics);
          return new Set(["cpu.usage"]);
        },
      },
    },
  });
  client.connection.onRequest(ConfigurationRequest.type, ({ items }) => items.map(() => set));
  await client.open("a.macropolicy");
  return {
    client,
    asked,
    async told() {
      const textDocument = { uri: client.uri("a.macropolicy") };
      const report = await client.connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument });
      return (report as FullDocumentDiagnosticReport).items.map(({ code }) => code);
    },
    change(next: object) {
      set = next;
      return client.connection.sendNotification(DidChangeConfigurationNotification.type, { settings: null });
    },
  };
}

test("a rule on what the machine does not measure is told of; it is asked once, about what is named", async () => {
  const { client, asked, told } = await onMachine({ "a.macropolicy": text });
  await expect.poll(told).toContain("unavailable-metric");
  await client.change("a.macropolicy", text.replace("90%", "80%"));
  await expect.poll(told).toContain("unavailable-metric");
  expect((await told()).filter((code) => code === "unavailable-metric")).toHaveLength(1);
  expect(asked).toEqual([["cpu.usage", "gpu.temperature"]]);
  await client.close();
});

test("nothing is asked where the user does not let the machine be measured", async () => {
  const { client, asked, told, change } = await onMachine({ "a.macropolicy": text }, { machine: { enabled: false } });
  await expect.poll(told).toContain("no-cancel");
  expect(await told()).not.toContain("unavailable-metric");
  expect(asked).toEqual([]);
  await change({ machine: { enabled: true } });
  await expect.poll(told).toContain("unavailable-metric");
  await change({ machine: { enabled: false } });
  await expect.poll(told).not.toContain("unavailable-metric");
  expect(await told()).toContain("no-cancel");
  await client.close();
});

test("nor where the configuration turns the rule off", async () => {
  const { client, asked, told } = await onMachine({
    "a.macropolicy": text,
    "macro-engine.yaml": "policies: .\nlint:\n  levels: { unavailable-metric: off }\n",
  });
  await expect.poll(told).toContain("no-cancel");
  expect(asked).toEqual([]);
  await client.close();
});

test("what is found by itself does not wait for a machine that takes its time", async () => {
  let answer = (_: ReadonlySet<string>) => {};
  const available = () =>
    new Promise<ReadonlySet<string>>((resolve) => {
      answer = resolve;
    });
  const client = await connect(
    { "a.macropolicy": text },
    {
      capabilities: { textDocument: { diagnostic: {} } },
      host: { machine: { readings: () => new Map(), available } },
    },
  );
  await client.open("a.macropolicy");
  const told = async () => {
    const textDocument = { uri: client.uri("a.macropolicy") };
    const report = await client.connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument });
    return (report as FullDocumentDiagnosticReport).items.map(({ code }) => code);
  };
  await expect.poll(told).toContain("no-cancel");
  expect(await told()).not.toContain("unavailable-metric");
  const answered = () => {
    answer(new Set(["cpu.usage"]));
    return told();
  };
  await expect.poll(answered).toContain("unavailable-metric");
  await client.close();
});
