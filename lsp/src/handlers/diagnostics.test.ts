import { createHash } from "node:crypto";
import { parse } from "@macro-engine/dsl";
import { describe, expect, test, vi } from "vitest";
import {
  type ClientCapabilities,
  type Diagnostic,
  DiagnosticRefreshRequest,
  DidChangeConfigurationNotification,
  DidChangeTextDocumentNotification,
  DidChangeWatchedFilesNotification,
  DidCloseTextDocumentNotification,
  DocumentDiagnosticRequest,
  FileChangeType,
  PublishDiagnosticsNotification,
  type PublishDiagnosticsParams,
  WorkspaceDiagnosticRequest,
} from "vscode-languageserver";
import { type Problem, statementPrintOf } from "../../../engine/src/cli/lint/problem.ts";
import { connect, type TestClient } from "../testing/connect.ts";
import * as createView from "../workspace/create-view.ts";

const shown = { relatedInformation: true, tagSupport: { valueSet: [1, 2] as (1 | 2)[] }, codeDescriptionSupport: true };
const pulling: ClientCapabilities = {
  textDocument: { diagnostic: { ...shown, relatedDocumentSupport: true } },
  workspace: { diagnostics: { refreshSupport: true } },
};
const pushing: ClientCapabilities = { textDocument: { publishDiagnostics: { ...shown, versionSupport: true } } };
/** Only what is looked for. */
const quiet =
  "lint:\n  levels: { bugs: off, safety: off, hygiene: off, unused-let: warning, expired-ignore: warning }\n";

const good = "profile p { rule r: warn when cpu.usage > 80% }\n";
const bad = "profile p { rule r: warn when cpu.usage > 80 }\n";

function pull(client: TestClient, path: string, previousResultId?: string) {
  const previous = previousResultId === undefined ? {} : { previousResultId };
  return client.connection.sendRequest(DocumentDiagnosticRequest.type, {
    textDocument: { uri: client.uri(path) },
    ...previous,
  });
}

/** What lint finds comes when there has been time. */
async function itemsOf(client: TestClient, path: string): Promise<readonly Diagnostic[]> {
  const report = await pull(client, path);
  return report.kind === "full" ? report.items : [];
}

describe("pulled", () => {
  test("what is wrong in a document, with its code, until it is mended", async () => {
    const client = await connect(
      { "macro-engine.yaml": quiet, "policies/a.macropolicy": bad },
      { capabilities: pulling },
    );
    expect(client.initialized.capabilities.diagnosticProvider).toMatchObject({ workspaceDiagnostics: true });
    await client.open("policies/a.macropolicy");
    const first = await pull(client, "policies/a.macropolicy");
    expect(first).toMatchObject({
      kind: "full",
      items: [{ code: "missing-unit", severity: 1, source: "macropolicy" }],
    });
    const again = await pull(client, "policies/a.macropolicy", first.resultId);
    expect(again).toEqual({ kind: "unchanged", resultId: first.resultId });
    await client.change("policies/a.macropolicy", good);
    expect(await pull(client, "policies/a.macropolicy", first.resultId)).toMatchObject({ kind: "full", items: [] });
    await client.close();
  });

  test("an edit's consequences in other open documents come along", async () => {
    const client = await connect(
      {
        "macro-engine.yaml": quiet,
        "policies/a.macropolicy": "let LIMIT = 80%\n",
        "policies/b.macropolicy": "profile p { rule r: warn when cpu.usage > LIMIT }",
      },
      { capabilities: pulling },
    );
    for (const path of ["policies/a.macropolicy", "policies/b.macropolicy"]) {
      await client.open(path);
      await pull(client, path);
    }
    await client.change("policies/a.macropolicy", "let OTHER = 80%\n");
    const report = await pull(client, "policies/a.macropolicy");
    expect(report.relatedDocuments?.[client.uri("policies/b.macropolicy")]).toMatchObject({
      kind: "full",
      items: [{ code: "unknown-name" }],
    });
    await client.close();
  });

  test("all files of the workspace: policies, override files, the configuration", async () => {
    const client = await connect(
      {
        "macro-engine.yaml": `${quiet}interval: fast\n`,
        "policies/a.macropolicy": good,
        "policies/b.macropolicy": "let x = 1\nlet x = 2\n",
        "config/macro_safety/o.yaml": "profiles: { nobody: { level: safe } }\n",
      },
      { capabilities: pulling },
    );
    const { items } = await client.connection.sendRequest(WorkspaceDiagnosticRequest.type, { previousResultIds: [] });
    const said = Object.fromEntries(
      items.map((item) => [item.uri, item.kind === "full" ? item.items.map(({ code }) => code) : null]),
    );
    expect(said).toEqual({
      [client.uri("macro-engine.yaml")]: ["wrong-value"],
      [client.uri("policies/a.macropolicy")]: [],
      [client.uri("policies/b.macropolicy")]: ["duplicate-declaration"],
      [client.uri("config/macro_safety/o.yaml")]: ["unknown-profile"],
    });
    const previousResultIds = items.map(({ uri, resultId }) => ({ uri, value: resultId! }));
    const gone = { uri: client.uri("policies/gone.macropolicy"), value: "7" };
    const again = await client.connection.sendRequest(WorkspaceDiagnosticRequest.type, {
      previousResultIds: [...previousResultIds, gone],
    });
    expect(again.items.filter(({ kind }) => kind === "full")).toEqual([
      { kind: "full", uri: gone.uri, version: null, resultId: "none", items: [] },
    ]);
    await client.close();
  });

  test("a change on disk is told of, and looked at", async () => {
    const client = await connect(
      { "macro-engine.yaml": quiet, "policies/a.macropolicy": bad },
      { capabilities: pulling },
    );
    const refreshed = vi.fn();
    client.connection.onRequest(DiagnosticRefreshRequest.type, refreshed);
    await pull(client, "policies/a.macropolicy");
    client.disk.set(client.uri("policies/a.macropolicy"), good);
    await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
      changes: [{ uri: client.uri("policies/a.macropolicy"), type: FileChangeType.Changed }],
    });
    await expect.poll(() => refreshed.mock.calls.length).toBeGreaterThan(0);
    expect(await pull(client, "policies/a.macropolicy")).toMatchObject({ items: [] });
    await client.close();
  });
});

/** The last that was said of each file. */
function published(client: TestClient) {
  const last = new Map<string, PublishDiagnosticsParams>();
  const order: string[] = [];
  client.connection.onNotification(PublishDiagnosticsNotification.type, (params) => {
    last.set(params.uri, params);
    order.push(params.uri);
  });
  const codes = (path: string) => last.get(client.uri(path))?.diagnostics.map(({ code }) => code) ?? null;
  return { last, order, codes };
}

describe("what a client can show of it", () => {
  const page = (code: string) => `file:///pages/${code}.md`;
  const files = {
    "macro-engine.yaml": quiet,
    "policies/base.macropolicy": "template t {\n  rule hot: warn when cpu.usage > 80%\n}\n",
    "policies/a.macropolicy":
      "let a = 1\n# lint-ignore unused-let for a while until 2020-01-01\nlet b = 2\nprofile p extends t { override rule hot: warn when cpu.usage > 90% }\n",
    "other/b.macropolicy":
      "template t { rule hot: warn when fps < 9 }\nprofile p extends t { rule hot: warn when fps < 5 }\nlet c = 1\nlet c = 2\n",
  };
  const ways: [string, ClientCapabilities][] = [
    ["pulled", pulling],
    ["pushed", pushing],
  ];

  /** The items of a file, whichever way they come. */
  function watched(client: TestClient, capabilities: ClientCapabilities) {
    const { last } = published(client);
    return async (path: string): Promise<readonly Diagnostic[]> =>
      capabilities.textDocument?.diagnostic === undefined
        ? (last.get(client.uri(path))?.diagnostics ?? [])
        : itemsOf(client, path);
  }

  test.each(ways)("%s: related places, tags and links", async (_, capabilities) => {
    const client = await connect(files, { capabilities, host: { codePageUri: page } });
    const items = watched(client, capabilities);
    await expect
      .poll(() => items("policies/a.macropolicy"))
      .toMatchObject([
        { code: "unused-let", severity: 2, tags: [1], codeDescription: { href: page("unused-let") } },
        { code: "expired-ignore", tags: [2] },
        { code: "unused-let" },
      ]);
    await expect
      .poll(() => items("other/b.macropolicy"))
      .toMatchObject([
        {
          code: "rule-exists",
          codeDescription: { href: page("rule-exists") },
          relatedInformation: [
            {
              message: "the inherited rule",
              location: { uri: client.uri("other/b.macropolicy"), range: { start: { line: 0, character: 13 } } },
            },
          ],
        },
        {
          code: "duplicate-declaration",
          relatedInformation: [{ location: { uri: client.uri("other/b.macropolicy"), range: { start: { line: 2 } } } }],
        },
      ]);
    await client.close();
  });

  test.each(ways)("%s: the base rule is in another file", async (_, capabilities) => {
    const client = await connect(
      { ...files, "policies/a.macropolicy": "profile p extends t { rule hot: warn when fps < 5 }\n" },
      { capabilities },
    );
    const items = watched(client, capabilities);
    await expect
      .poll(() => items("policies/a.macropolicy"))
      .toMatchObject([
        {
          code: "rule-exists",
          relatedInformation: [
            { location: { uri: client.uri("policies/base.macropolicy"), range: { start: { line: 1, character: 2 } } } },
          ],
        },
      ]);
    await client.close();
  });

  test.each([
    ["pulled", { textDocument: { diagnostic: {} } }],
    ["pushed", { textDocument: { publishDiagnostics: {} } }],
  ] as [string, ClientCapabilities][])("%s: nothing of it to one that says nothing", async (_, capabilities) => {
    const client = await connect(files, { capabilities, host: { codePageUri: page } });
    const items = watched(client, capabilities);
    for (const path of ["policies/a.macropolicy", "other/b.macropolicy"]) {
      await expect.poll(async () => (await items(path)).length).toBeGreaterThan(1);
      for (const item of await items(path)) {
        expect(Object.keys(item).sort()).toEqual(["code", "message", "range", "severity", "source"]);
      }
    }
    await client.close();
  });

  test.each(ways)("%s: no more of a file than its user wants to see", async (_, capabilities) => {
    const client = await connect(
      { "a.macropolicy": "let a = 1\nlet a = 2\nlet a = 3\nlet a = 4\n" },
      { capabilities: { ...capabilities, workspace: { configuration: true } } },
    );
    client.connection.onRequest("workspace/configuration", () => [{ diagnostics: { limit: 2, lint: false } }]);
    const items = watched(client, capabilities);
    await client.open("a.macropolicy");
    await expect.poll(() => items("a.macropolicy")).toHaveLength(2);
    await client.close();
  });
});

describe("pushed", () => {
  test("with the version they are of, the edited file first, and taken back", async () => {
    const client = await connect(
      {
        "macro-engine.yaml": quiet,
        "policies/a.macropolicy": "profile p { rule r: warn when cpu.usage > LIMIT }",
        "policies/b.macropolicy": "let LIMIT = 80%\n",
      },
      { capabilities: pushing },
    );
    const { last, order, codes } = published(client);
    expect(client.initialized.capabilities.diagnosticProvider).toBeUndefined();
    await client.open("policies/b.macropolicy", "let OTHER = 80%\nlet OTHER = 90%\n");
    await expect.poll(() => codes("policies/a.macropolicy")).toEqual(["unknown-name"]);
    expect(order.slice(0, 2)).toEqual([client.uri("policies/b.macropolicy"), client.uri("policies/a.macropolicy")]);
    expect(last.get(client.uri("policies/b.macropolicy"))).toMatchObject({ version: 1 });
    await client.change("policies/b.macropolicy", "let LIMIT = 80%\n");
    await expect.poll(() => codes("policies/b.macropolicy")).toEqual([]);
    await expect.poll(() => codes("policies/a.macropolicy")).toEqual([]);
    await client.close();
  });

  test("of a file whose URI a buffer spells otherwise: what was told by the other spelling is taken back first", async () => {
    const client = await connect(
      { "macro-engine.yaml": quiet, "policies/a%20b.macropolicy": bad },
      { capabilities: pushing },
    );
    const { order, codes } = published(client);
    await expect.poll(() => codes("policies/a%20b.macropolicy")).toEqual(["missing-unit"]);
    await client.open("policies/a b.macropolicy", bad);
    await expect.poll(() => codes("policies/a b.macropolicy")).toEqual(["missing-unit"]);
    expect(codes("policies/a%20b.macropolicy")).toEqual([]);
    // For a client that takes the two for one, the last word counts.
    expect(order.at(-1)).toBe(client.uri("policies/a b.macropolicy"));
    await client.close();
  });

  test("what is edited while other files are being told of is not told of as it was before", async () => {
    const names = Array.from({ length: 50 }, (_, at) => `p${at + 10}.macropolicy`);
    const last = names.at(-1)!;
    const client = await connect(Object.fromEntries(names.map((name) => [name, bad])), { capabilities: pushing });
    const versions: (number | undefined)[] = [];
    const mended = new Promise<void>((resolve) => {
      client.connection.onNotification(PublishDiagnosticsNotification.type, ({ uri, version, diagnostics }) => {
        if (uri === client.uri(names[1]!)) void client.change(last, "let a = 1s\n");
        if (uri !== client.uri(last)) return;
        if (diagnostics.some(({ code }) => code === "missing-unit")) versions.push(version);
        else resolve();
      });
    });
    await client.open(last);
    await mended;
    expect(versions).not.toContain(2);
    await client.close();
  });

  test("a file that is closed without being saved says what the disk does", async () => {
    const client = await connect({ "a.macropolicy": good }, { capabilities: pushing });
    const { codes } = published(client);
    await client.open("a.macropolicy", bad);
    await expect.poll(() => codes("a.macropolicy")).toContain("missing-unit");
    await client.connection.sendNotification(DidCloseTextDocumentNotification.type, {
      textDocument: { uri: client.uri("a.macropolicy") },
    });
    await expect.poll(() => codes("a.macropolicy")).not.toContain("missing-unit");
    await client.close();
  });
});

/** Of a finding in the first line of a policy: that nothing reads `old`. */
async function writeBaseline(client: TestClient): Promise<void> {
  const source = { path: "policies/a.macropolicy", text: client.texts["policies/a.macropolicy"]! };
  const problem = { code: "unused-let", file: source.path, span: { start: 4, end: 7 } } as Problem;
  const fingerprint = statementPrintOf(problem, () => source, new Map([[source.path, parse(source)]]));
  const finding = { code: problem.code, file: source.path, fingerprint, count: 1 };
  const uri = client.uri("known.json");
  client.disk.set(uri, JSON.stringify({ version: 1, findings: [finding] }));
  await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
    changes: [{ uri, type: FileChangeType.Created }],
  });
}

describe("lint", () => {
  const config = quiet.replace("expired-ignore: warning", "failed-assertion: error, naming: info");

  test("findings and failed assertions, by the configuration's levels and ignores", async () => {
    const client = await connect(
      {
        "macro-engine.yaml": `${config}  ignore: [{ path: "policies/old", codes: [naming], reason: "as it was" }]\n`,
        "policies/a.macropolicy": `${good}profile Q { rule r: warn when fps < 1 }\nassert p_is_safe { profile p\n cancels when cpu.usage > 90% }\n`,
        "policies/old/b.macropolicy": "profile Old { rule r: warn when fps < 1 }\n",
      },
      { capabilities: pulling },
    );
    await expect
      .poll(() => itemsOf(client, "policies/a.macropolicy"))
      .toMatchObject([
        { code: "naming", severity: 3 },
        { code: "failed-assertion", severity: 1 },
      ]);
    expect(await pull(client, "policies/old/b.macropolicy")).toMatchObject({ items: [] });
    await client.close();
  });

  test("what the baseline has is not told again", async () => {
    const client = await connect(
      {
        "macro-engine.yaml": `${quiet}  baseline: ./known.json\n`,
        "policies/a.macropolicy": "let old = 1\nlet fresh = 2\n",
      },
      { capabilities: pulling, host: { sha256: (text) => createHash("sha256").update(text).digest("hex") } },
    );
    await writeBaseline(client);
    await expect
      .poll(() => itemsOf(client, "policies/a.macropolicy"))
      .toMatchObject([{ code: "unused-let", range: { start: { line: 1 } } }]);
    client.disk.delete(client.uri("known.json"));
    await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
      changes: [{ uri: client.uri("known.json"), type: FileChangeType.Deleted }],
    });
    await expect.poll(() => itemsOf(client, "policies/a.macropolicy")).toHaveLength(2);
    await client.close();
  });

  test("none where the user wants none", async () => {
    const client = await connect(
      { "macro-engine.yaml": quiet, "policies/a.macropolicy": "let unused = 1\n" },
      { capabilities: { ...pulling, workspace: { configuration: true } } },
    );
    client.connection.onRequest("workspace/configuration", () => [{ diagnostics: { lint: false } }]);
    expect(await pull(client, "policies/a.macropolicy")).toMatchObject({ items: [] });
    await client.close();
  });

  test("switched off, nothing that was found stays; switched on, it is found again", async () => {
    const client = await connect(
      { "macro-engine.yaml": quiet, "policies/a.macropolicy": "let unused = 1\n" },
      { capabilities: pulling },
    );
    const set = (lint: boolean) =>
      client.connection.sendNotification(DidChangeConfigurationNotification.type, {
        settings: { macropolicy: { diagnostics: { lint } } },
      });
    for (const [lint, expected] of [
      [true, ["unused-let"]],
      [false, []],
      [true, ["unused-let"]],
    ] as const) {
      await set(lint);
      const codes = async () => (await itemsOf(client, "policies/a.macropolicy")).map(({ code }) => code);
      await expect.poll(codes).toEqual(expected);
    }
    await client.close();
  });

  test("what it finds to be an error does not keep it from finding that again", async () => {
    const client = await connect(
      {
        "macro-engine.yaml": `${config}  baseline: ./known.json\n`,
        "policies/a.macropolicy": `let old = 1\n${good}assert p_is_safe { profile p\n cancels when cpu.usage > 90% }\n`,
      },
      { capabilities: pulling, host: { sha256: (text) => createHash("sha256").update(text).digest("hex") } },
    );
    const codes = async () => (await itemsOf(client, "policies/a.macropolicy")).map(({ code }) => code).toSorted();
    await expect.poll(codes).toEqual(["failed-assertion", "unused-let"]);
    await writeBaseline(client);
    await expect.poll(codes).toEqual(["failed-assertion"]);
    await client.close();
  });

  test("of a big set errors come at once and findings later", async () => {
    const many = Array.from(
      { length: 400 },
      (_, at) => `profile p${at} { rule r: warn when cpu.usage > 80% and fps < ${at} }\n`,
    );
    const client = await connect(
      {
        "macro-engine.yaml": quiet,
        "policies/a.macropolicy": "let unused = 1\n",
        "policies/big.macropolicy": many.join("").repeat(1),
        "policies/bigger.macropolicy": `# ${"x".repeat(120_000)}\n`,
      },
      { capabilities: pulling },
    );
    const refreshed = vi.fn();
    client.connection.onRequest(DiagnosticRefreshRequest.type, refreshed);
    await client.open("policies/a.macropolicy");
    expect(await pull(client, "policies/a.macropolicy")).toMatchObject({ items: [] });
    await expect.poll(() => refreshed.mock.calls.length).toBeGreaterThan(0);
    await expect
      .poll(async () => (await pull(client, "policies/a.macropolicy")) as unknown)
      .toMatchObject({ items: [{ code: "unused-let" }] });
    await client.close();
  });
});

describe("many edits at once", () => {
  const edits = Array.from({ length: 100 }, (_, at) => `profile p { rule r: warn when cpu.usage > ${at} }\n`);

  test.each([
    ["pushed", pushing],
    ["pulled", pulling],
  ])("leave no backlog where diagnostics are %s", async (_, capabilities) => {
    const client = await connect({ "a.macropolicy": good }, { capabilities });
    const { last } = published(client);
    await client.open("a.macropolicy");
    if (capabilities === pulling) await pull(client, "a.macropolicy");
    else await expect.poll(() => last.size).toBe(1);
    const made = vi.spyOn(createView, "createView");
    const uri = client.uri("a.macropolicy");
    const answers: Promise<unknown>[] = [];
    for (const [at, text] of edits.entries()) {
      void client.connection.sendNotification(DidChangeTextDocumentNotification.type, {
        textDocument: { uri, version: at + 2 },
        contentChanges: [{ text }],
      });
      if (capabilities === pulling) answers.push(pull(client, "a.macropolicy").catch(({ code }) => code));
    }
    if (capabilities === pulling) {
      const codes = await Promise.all(answers);
      expect(codes.at(-1)).toMatchObject({ items: [{ code: "missing-unit" }] });
      expect(new Set(codes.slice(0, -1))).toEqual(new Set([-32_802]));
    } else {
      await expect.poll(() => last.get(uri)?.version).toBe(101);
    }
    // The first may be looked at before the others have arrived.
    expect(made.mock.calls.length).toBeLessThan(5);
    made.mockRestore();
    await client.close();
  });
});
