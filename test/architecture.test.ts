/** Who may import whom, as a table; the reasons stand beside the rows. */

import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

interface Room {
  readonly folder: string;
  /** Folders whose files it may import by relative path (`x/*`: only those in `x` itself), and packages. */
  readonly mayImport: readonly string[];
  readonly because: string;
}

/** The first room whose folder holds a file is its room: inner rooms stand before outer ones. */
const rooms: readonly Room[] = [
  {
    folder: "dsl/src",
    mayImport: ["dsl/src", "chevrotain", "yaml"],
    because: "text in, plain data out: it runs in a browser, without I/O and without a clock",
  },
  {
    folder: "engine/src/runtime",
    mayImport: ["engine/src/runtime", "@macro-engine/dsl", "json-rules-engine"],
    because: "pure, so that live, test and replay share it and a page can run it",
  },
  {
    folder: "lsp/src/features",
    mayImport: [
      "lsp/src/features",
      "lsp/src/workspace",
      "lsp/src/host.ts",
      "engine/src/config",
      "engine/src/runtime",
      "engine/src/cli/report/prove-pretty.ts",
      "engine/src/cli/report/replay-report.ts",
      "engine/src/cli/report/test-pretty.ts",
      "@macro-engine/dsl",
      "yaml",
    ],
    because:
      "analysis and position in, plain data out: nothing of the protocol, of files or of time; what tests and proofs find is told in the command line's words",
  },
  {
    folder: "lsp/src/node",
    mayImport: [
      "lsp/src",
      "engine/src/metrics",
      "engine/src/config",
      "engine/src/code-page-url.ts",
      "engine/src/entry.ts",
      "engine/src/file-text.ts",
      "engine/src/runtime",
      "engine/src/traces",
      "@macro-engine/dsl",
      "vscode-languageserver",
      "node:",
    ],
    because: "gives the server a disk, recordings and the machine's sensors",
  },
  {
    folder: "lsp/src",
    mayImport: [
      "lsp/src",
      "engine/src/findings",
      "engine/src/folder-search.ts",
      "engine/src/config",
      "engine/src/runtime",
      "@macro-engine/dsl",
      "vscode-languageserver",
      "vscode-languageserver-textdocument",
      "vscode-uri",
      "picomatch",
    ],
    because: "converts and transports; it runs in a page too, so what is of the disk comes in by `host.ts`",
  },
  {
    folder: "vscode-extension/src",
    mayImport: [
      "vscode-extension/src",
      "lsp/src/editor-protocol.ts",
      "engine/src/api/contract.ts",
      "engine/src/api/read-event-stream.ts",
      "engine/src/control",
      "engine/src/events.ts",
      "vscode",
      "vscode-languageclient",
      "node:",
    ],
    because: "starts the server as a process of its own and talks to running engines; knows nothing of the language",
  },
  {
    folder: "engine/src/traces",
    mayImport: ["engine/src/traces", "engine/src/runtime", "engine/src/store/store.ts", "@macro-engine/dsl", "node:"],
    because: "reads recordings, on disk and in the store; knows nothing of live machines",
  },
  {
    folder: "engine/src/backtest",
    mayImport: ["engine/src/backtest", "engine/src/runtime", "@macro-engine/dsl"],
    because: "judges recordings by policies, wherever they come from: pure, so that a page can run it",
  },
  {
    folder: "engine/src/findings",
    mayImport: ["engine/src/findings", "engine/src/config/config.ts", "@macro-engine/dsl"],
    because: "which findings are told: plain data in and out, so that the command line and an editor say the same",
  },
  {
    folder: "engine/src/metrics",
    mayImport: ["engine/src/metrics", "@macro-engine/dsl", "systeminformation", "node:"],
    because: "measures the machine; knows nothing of macros, policies or the store",
  },
  {
    folder: "engine/src/store",
    mayImport: [
      "engine/src/make-folder.ts",
      "engine/src/store",
      "engine/src/runtime",
      "engine/src/macros/types.ts",
      "@macro-engine/dsl",
      "node:",
    ],
    because: "keeps what happened; decides and does nothing",
  },
  {
    folder: "engine/src/explain",
    mayImport: [
      "engine/src/explain",
      "engine/src/runtime",
      "engine/src/store",
      "engine/src/traces",
      "@macro-engine/dsl",
    ],
    because: "brings what is stored before the evaluator again; command, API and screens print what it finds",
  },
  {
    folder: "engine/src/control",
    mayImport: [
      "engine/src/control",
      "engine/src/config/folders.ts",
      "engine/src/make-folder.ts",
      "engine/src/events.ts",
      "engine/src/runtime",
      "engine/src/macros/types.ts",
      "@macro-engine/dsl",
      "node:",
    ],
    because: "carries messages between processes of one user; the daemon gives them meaning",
  },
  {
    folder: "dashboard/src",
    mayImport: [
      "dashboard/src",
      "engine/src/api/contract.ts",
      "engine/src/api/read-event-stream.ts",
      "engine/src/backtest",
      "engine/src/runtime",
      "@macro-engine/dsl",
      "preact",
      "@preact/signals",
      "uplot",
    ],
    because: "runs in a page: knows the engine by its contract, and of its code only what is pure",
  },
  {
    folder: "engine/src/notify",
    mayImport: [
      "engine/src/notify",
      "engine/src/config",
      "engine/src/control/protocol.ts",
      "engine/src/events.ts",
      "engine/src/make-folder.ts",
      "engine/src/read-secret.ts",
      "engine/src/runtime",
      "engine/src/store",
      "@macro-engine/dsl",
      "node:",
    ],
    because: "delivers what the engine announces; decides nothing, and the engine never waits for it",
  },
  {
    folder: "engine/src/discord",
    mayImport: [
      "engine/src/discord",
      "engine/src/audit/entry.ts",
      "engine/src/config",
      "engine/src/control",
      "engine/src/notify/discord-text.ts",
      "engine/src/read-secret.ts",
      "engine/src/reports",
      "engine/src/store",
      "discord-api-types",
      "node:",
    ],
    because: "signed requests in, answers out: asks the engine by its socket, and knows no server",
  },
  {
    folder: "engine/src/audit",
    mayImport: ["engine/src/audit", "engine/src/make-folder.ts", "node:"],
    because: "keeps who did what; a file of its own, that nothing else writes",
  },
  {
    folder: "engine/src/inquiry",
    mayImport: [
      ...["backtest", "config", "explain", "inquiry", "reports", "runtime", "store", "traces"].map(
        (room) => `engine/src/${room}`,
      ),
      "engine/src/api/contract.ts",
      "engine/src/cli/report",
      "engine/src/*",
      "@macro-engine/dsl",
      "node:",
    ],
    because: "answers what takes the language or a replay, in a thread of its own, so that the API stays responsive",
  },
  {
    folder: "engine/src/api",
    mayImport: [
      ...[
        "api",
        "audit",
        "backtest",
        "config",
        "control",
        "control-plane",
        "discord",
        "explain",
        "inquiry",
        "notify",
      ].map((room) => `engine/src/${room}`),
      ...["macros/types.ts", "page", "record", "reports", "runtime", "store", "traces"].map(
        (room) => `engine/src/${room}`,
      ),
      "engine/src/*",
      "@macro-engine/dsl",
      "fastify",
      "@fastify",
      "typebox",
      "node:",
    ],
    because: "HTTP in, HTTP out: asks the engine by its socket and the record by its reader, touches no process",
  },
  {
    folder: "engine/src/control-plane",
    mayImport: [
      ...["api", "audit", "config", "control", "control-plane", "discord", "notify", "store"].map(
        (room) => `engine/src/${room}`,
      ),
      "engine/src/*",
      "node:",
    ],
    because: "the process beside the engine, in which API, notifications and audit log live",
  },
  {
    folder: "engine/src/page",
    mayImport: ["engine/src/page"],
    because: "pages that need nothing else: elements, scales and the style that they share, as text",
  },
  {
    folder: "engine/src/reports",
    mayImport: [
      "engine/src/reports",
      "engine/src/cli/screen/visible-text.ts",
      "engine/src/macros/types.ts",
      "engine/src/page",
      "engine/src/runtime",
      "engine/src/store",
      "@macro-engine/dsl",
    ],
    because: "what is stored, summed up; pure, so that command, API and a bot tell the same",
  },
  {
    folder: "engine/src/convert",
    mayImport: ["engine/src/convert", "engine/src/runtime", "@macro-engine/dsl", "json-rules-engine"],
    because: "programs as other programs' data: plain data in and out, no files",
  },
  {
    folder: "engine/src/cli/screen",
    mayImport: [
      "engine/src/cli/screen",
      "engine/src/events.ts",
      "engine/src/runtime",
      "@macro-engine/dsl",
      "node:",
      "engine/src/display-path.ts",
    ],
    because: "a view in, lines out; it never reaches into the engine",
  },
  {
    folder: "engine/src/cli",
    mayImport: ["engine/src", "@macro-engine/dsl", "commander", "diff", "picomatch", "@bomb.sh/tab", "node:"],
    because: "commands meet all rooms, and nobody meets them",
  },
  {
    folder: "engine/src",
    mayImport: [
      ...[
        "actions",
        "config",
        "control",
        "control-plane",
        "daemon",
        "explain",
        "findings",
        "macros",
        "metrics",
        "notify",
        "record",
        "runtime",
        "store",
        "traces",
      ].map((room) => `engine/src/${room}`),
      "engine/src/*",
      "@macro-engine/dsl",
      "systeminformation",
      "yaml",
      "node:",
    ],
    because: "the engine is where the rooms meet; it works without a command line",
  },
];

const specifier =
  /^\s*(?:import|export)\b[^"';]*?from\s+"([^"]+)"|^\s*import\s+"([^"]+)"|\bimport\(\s*"([^"]+)"\s*\)/gm;

function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(specifier)].map((match) => {
    const name = (match[1] ?? match[2] ?? match[3])!;
    return name.startsWith(".") ? relative(root, resolve(root, dirname(file), name)) : name;
  });
}

function allows(room: Room, imported: string): boolean {
  return room.mayImport.some((allowed) => {
    if (allowed.endsWith("/*")) return dirname(imported) === allowed.slice(0, -2);
    if (allowed.endsWith(":")) return imported.startsWith(allowed);
    return imported === allowed || imported.startsWith(`${allowed}/`);
  });
}

const files = globSync("{dsl,engine,lsp,vscode-extension,dashboard}/src/**/*.{ts,tsx}", { cwd: root }).filter(
  (file) => !file.endsWith(".test.ts") && !file.includes("/testing/"),
);

describe("rooms import only what the table allows", () => {
  for (const room of rooms) {
    test(`${room.folder}: ${room.because}`, () => {
      const own = files.filter((file) => rooms.find(({ folder }) => file.startsWith(`${folder}/`)) === room);
      const offending = own.flatMap((file) =>
        importsOf(file)
          .filter((imported) => !allows(room, imported))
          .map((imported) => `${file} imports ${imported}`),
      );
      expect(offending).toEqual([]);
    });
  }
});

test("the check sees imports of every form", () => {
  expect(files.length).toBeGreaterThan(10);
  const every = files.flatMap(importsOf);
  expect(every).toContain("@macro-engine/dsl");
  expect(every).toContain("dsl/src/vocabulary/units.ts");
});
