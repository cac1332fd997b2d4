/** What the API remembers over restarts, in a small file beside the store: answers that may be asked for again, links that were used. */

import { chmodSync } from "node:fs";
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
  keep(key: string, answer: KeptAnswer, until: number): void;
  /** Why what is kept is lost with this process; null: it is in the file. */
  readonly problem: string | null;
  close(): void;
}

const schema = `
  CREATE TABLE IF NOT EXISTS links (id TEXT PRIMARY KEY, until INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY, digest TEXT NOT NULL, status INTEGER NOT NULL, type TEXT NOT NULL, body TEXT NOT NULL,
    until INTEGER NOT NULL
  ) WITHOUT ROWID;
`;

/** What cannot be kept in the file is kept in memory: to be served matters more than to remember. */
export function openRemembered(storePath: string, now: () => number = Date.now): Remembered {
  const { database, problem } = openFile(`${storePath}-api`);
  const hasLink = database.prepare("SELECT 1 FROM links WHERE id = ?");
  const useLink = database.prepare("INSERT OR IGNORE INTO links VALUES (?, ?)");
  const readAnswer = database.prepare("SELECT digest, status, type, body FROM answers WHERE key = ? AND until > ?");
  const keepAnswer = database.prepare("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?)");
  const forgetLinks = database.prepare("DELETE FROM links WHERE until < ?");
  const forgetAnswers = database.prepare("DELETE FROM answers WHERE until < ?");
  return {
    problem,
    links: {
      has: (id) => hasLink.get(id) !== undefined,
      use(id, until) {
        forgetLinks.run(now());
        return useLink.run(id, until).changes === 1;
      },
    },
    answer: (key) => (readAnswer.get(key, now()) as unknown as KeptAnswer | undefined) ?? null,
    keep(key, { digest, status, type, body }, until) {
      forgetAnswers.run(now());
      keepAnswer.run(key, digest, status, type, body, until);
    },
    close: () => database.close(),
  };
}

function openFile(path: string): { readonly database: DatabaseSync; readonly problem: string | null } {
  try {
    makeFolder(dirname(path));
    const database = new DatabaseSync(path, { timeout: 2000 });
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; ${schema}`);
    if (process.platform !== "win32") chmodSync(path, 0o600);
    return { database, problem: null };
  } catch (error) {
    const database = new DatabaseSync(":memory:");
    database.exec(schema);
    return { database, problem: `${path} cannot be used: ${(error as Error).message}` };
  }
}
