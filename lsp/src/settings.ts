/** What the client's user has set, section `macropolicy`: asked for once, and again when it has changed. */

import { type ClientCapabilities, type Connection, DidChangeConfigurationNotification } from "vscode-languageserver";
import { pause } from "./turn.ts";

/** A client that has not answered by then may never do so, ms. */
const patienceMs = 1000;

export interface Settings {
  readonly diagnostics: {
    /** Whether lint findings are told besides errors. */
    readonly lint: boolean;
    /** Of one file; past it nothing is told. */
    readonly limit: number;
  };
  readonly inlayHints: {
    /** What params, lets and sums come to where they are read. */
    readonly values: boolean;
    /** What a `set` takes the place of. */
    readonly inherited: boolean;
    /** What a base brings, behind its name in `extends`. */
    readonly templates: boolean;
    /** Quantities that are more easily compared in their base unit. */
    readonly baseUnits: boolean;
  };
  readonly codeLens: {
    readonly tests: boolean;
    readonly references: boolean;
    readonly overrides: boolean;
    /** Which tests expect a rule to fire. */
    readonly coverage: boolean;
  };
  readonly machine: {
    /** Whether this machine is measured, for hovers, completion and lint to tell of. */
    readonly enabled: boolean;
    /** Whether the configuration's `sources` are asked too: some connect to a host. Clients say so where the workspace is trusted. */
    readonly sources: boolean;
  };
}

/** What holds where a client says nothing. */
export const defaultSettings: Settings = {
  diagnostics: { lint: true, limit: 1000 },
  inlayHints: { values: true, inherited: true, templates: true, baseUnits: true },
  codeLens: { tests: true, references: true, overrides: true, coverage: true },
  // A client that knows of no trust is not to be led to hosts by the files that it opens.
  machine: { enabled: true, sources: false },
};

/** Settings as a client gives them, which may be anything: what does not fit has its default. */
export function settingsFrom(given: unknown): Settings {
  return fitting(given, defaultSettings);
}

function fitting<T>(given: unknown, fallback: T): T {
  if (typeof fallback !== "object" || fallback === null)
    return typeof given === typeof fallback ? (given as T) : fallback;
  const found = typeof given === "object" && given !== null ? (given as Record<string, unknown>) : {};
  return Object.fromEntries(Object.entries(fallback).map(([key, value]) => [key, fitting(found[key], value)])) as T;
}

export interface SettingsReader {
  /** Never rejects: a client that does not answer gets the defaults. */
  read(): Promise<Settings>;
  /** As last read; null until then, and after a change until it is read again. */
  known(): Settings | null;
  /** Asks to be told of changes; once the client is ready. */
  begin(): void;
}

/** `initial`: what came with `initialize`, for clients that cannot be asked. */
export function createSettings(
  connection: Connection,
  { client, initial, changed }: { client: () => ClientCapabilities; initial: () => unknown; changed: () => void },
): SettingsReader {
  let pushed: unknown;
  let asked: Promise<Settings> | null = null;
  let known: Settings | null = null;

  async function ask(): Promise<Settings> {
    if (client().workspace?.configuration !== true) return settingsFrom(pushed ?? initial());
    try {
      return settingsFrom(await connection.workspace.getConfiguration("macropolicy"));
    } catch {
      return defaultSettings;
    }
  }

  /** What comes too late is a change. */
  function answer(): Promise<Settings> {
    const answered = ask();
    const inTime = Promise.race([answered, pause(patienceMs).then(() => defaultSettings)]);
    const keep = (found: Settings) => {
      known = found;
    };
    void inTime.then((found) => asked === inTime && keep(found));
    void answered.then(async (found) => {
      if ((await inTime) === found || asked !== inTime) return;
      asked = Promise.resolve(found);
      keep(found);
      changed();
    });
    return inTime;
  }

  connection.onDidChangeConfiguration(({ settings }) => {
    pushed = (settings as { readonly macropolicy?: unknown } | null)?.macropolicy;
    asked = null;
    known = null;
    changed();
  });
  return {
    read() {
      asked ??= answer();
      return asked;
    },
    known: () => known,
    begin() {
      if (client().workspace?.didChangeConfiguration?.dynamicRegistration !== true) return;
      // A client that refuses tells of no changes.
      connection.client.register(DidChangeConfigurationNotification.type, { section: "macropolicy" }).catch(() => {});
    },
  };
}
