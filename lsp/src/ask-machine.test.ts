import { expect, test } from "vitest";
import { ConfigurationRequest, HoverRequest } from "vscode-languageserver";
import type { MachineQuestion } from "./host.ts";
import { connect } from "./testing/connect.ts";

const files = {
  "policies/a.macropolicy": "metric my.own: count\nprofile p { rule r: warn when my.o|wn > 3 }",
  "macro-engine.yaml":
    "sources:\n  - { kind: latency, host: game.example.net }\n  - { kind: file, path: ../game.json }\n",
};

/** Hovers twice, as the first time settings are not known yet; what was asked of the machine, and what was said. */
async function asked(settings: object) {
  const questions: (MachineQuestion | undefined)[] = [];
  const client = await connect(files, {
    capabilities: { workspace: { configuration: true } },
    host: {
      machine: {
        available: async () => null,
        readings(question) {
          questions.push(question);
          return new Map([["my.own", { available: true, source: "game.json", value: 3 }]]);
        },
      },
    },
  });
  client.connection.onRequest(ConfigurationRequest.type, ({ items }) => items.map(() => settings));
  await client.connection.sendRequest(HoverRequest.type, client.at());
  const hover = await client.connection.sendRequest(HoverRequest.type, client.at());
  await client.close();
  return { questions, said: (hover!.contents as { value: string }).value };
}

test("the machine is asked about the declared metrics and, where the user allows it, the sources of the configuration", async () => {
  const { questions, said } = await asked({ machine: { sources: true } });
  expect(said).toContain("**On this machine:** `3`, from game.json");
  expect(questions[0]!.customMetrics.map(({ name }) => name)).toEqual(["my.own"]);
  expect(questions[0]!.sources).toMatchObject([
    { kind: "latency", host: "game.example.net" },
    { kind: "file", path: expect.stringMatching(/^file:\/\/\/work\/game\.json$/) },
  ]);
});

test("no source is asked where nothing is said of them, and nothing at all where it is switched off", async () => {
  expect((await asked({})).questions.map((question) => question!.sources)).toEqual([[]]);
  const off = await asked({ machine: { enabled: false, sources: true } });
  expect(off.questions).toEqual([]);
  expect(off.said).not.toContain("On this machine");
});
