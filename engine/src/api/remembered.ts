/** What the API remembers over restarts, in a small file beside the store: answers that may be asked for again, links that were used. */

import { chmodSync, closeSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { makeFolder } from "../make-folder.ts";
import type { UsedLinks } from "./security/access.ts";

export interface KeptAnswer {
  /** Of the request that it answered. */
  readonly digest: string;
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

export interface Remembered {
  readonly links: UsedLinks;
  /** By who asked, the route and the key; null where there is none. */
  answer(key: string): KeptAnswer | null;
  /** `who` asked: of each so many are kept, the newest. What cannot be kept is told, and no failure of what was answered. */
  keep(who: string, key: string, answer: KeptAnswer, until: number): void;
  close(): void;
}

export interface RememberedOptions {
  /** Hears in words why what is to be kept is lost with this process. */
  readonly onProblem: (problem: string) => void;
  readonly now?: () => number;
  readonly mostAnswers?: number;
}

const schema = `
  CREATE TABLE IF NOT EXISTS links (id TEXT PRIMARY KEY, until INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS kept_answers (
    key TEXT PRIMARY KEY, who TEXT NOT NULL, digest TEXT NOT NULL, status INTEGER NOT NULL, type TEXT NOT NULL,
    body TEXT NOT NULL, until INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS answers_of ON kept_answers (who, until);
  CREATE INDEX IF NOT EXISTS answers_until ON kept_answers (until);
`;

/** Of each caller: macros that report each second with a key fill two hours of theirs, and nobody else's. */
const defaultAnswers = 10_000;
/** Those that are too many go when so many have come. */
const tidiedEvery = 100;

/** What cannot be kept in the file is kept in memory: to be served matters more than to remember. */
export function openRemembered(storePath: string, options: RememberedOptions): Remembered {
  const { onProblem, now = Date.now, mostAnswers = defaultAnswers } = options;
  const path = `${storePath}-api`;
  const { database, problem } = openFile(path);
  if (problem !== null) onProblem(problem);
  const hasLink = database.prepare("SELECT 1 FROM links WHERE id = ?");
  const useLink = database.prepare("INSERT OR IGNORE INTO links VALUES (?, ?)");
  const forgetLinks = database.prepare("DELETE FROM links WHERE until < ?");
  const readAnswer = database.prepare(
    "SELECT digest, status, type, body FROM kept_answers WHERE key = ? AND until > ?",
  );
  const keepAnswer = database.prepare("INSERT OR REPLACE INTO kept_answers VALUES (?, ?, ?, ?, ?, ?, ?)");
  const forgetAnswers = database.prepare("DELETE FROM kept_answers WHERE until < ?");
  const forgetOldest = database.prepare(`DELETE FROM kept_answers WHERE who = :who AND until <= (
    SELECT until FROM kept_answers WHERE who = :who ORDER BY until DESC LIMIT 1 OFFSET :most)`);
  const came = new Map<string, number>();
  return {
    links: {
      has: (id) => hasLink.get(id) !== undefined,
      use(id, until) {
        forgetLinks.run(now());
        return useLink.run(id, until).changes === 1;
      },
    },
    answer: (key) => (readAnswer.get(key, now()) as unknown as KeptAnswer | undefined) ?? null,
    keep(who, key, { digest, status, type, body }, until) {
      try {
        forgetAnswers.run(now());
        keepAnswer.run(key, who, digest, status, type, body, until);
        const count = (came.get(who) ?? 0) + 1;
        came.set(who, count % tidiedEvery);
        if (count === tidiedEvery) forgetOldest.run({ who, most: mostAnswers });
      } catch (error) {
        onProblem(
          `${path} cannot be written, so a write that is sent again is done again: ${(error as Error).message}`,
        );
      }
    },
    close: () => database.close(),
  };
}

function openFile(path: string): { readonly database: DatabaseSync; readonly problem: string | null } {
  try {
    makeFolder(dirname(path), 0o700);
    // Its owner's alone from the first byte: SQLite gives the files beside it the mode that it has then.
    closeSync(openSync(path, "a", 0o600));
    if (process.platform !== "win32") chmodSync(path, 0o600);
    const database = new DatabaseSync(path, { timeout: 2000 });
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; ${schema}`);
    return { database, problem: null };
  } catch (error) {
    const database = new DatabaseSync(":memory:");
    database.exec(schema);
    return { database, problem: `${path} cannot be used: ${(error as Error).message}` };
  }
}
