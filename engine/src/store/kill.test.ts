import { spawn } from "node:child_process";
import { once } from "node:events";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { openStore } from "./sqlite-store.ts";
import { bounds, temporaryFolder } from "./testing/example.ts";

const writer = fileURLToPath(new URL("./testing/announcing-writer.ts", import.meta.url));
const kills = 50;

/** Lets a writer work on the file for a while after its first word, kills it, and returns what it announced. */
async function announceUntilKilled(path: string, afterMs: number, patienceMs: number): Promise<string[]> {
  const child = spawn(process.execPath, [writer, path], { stdio: ["ignore", "pipe", "pipe"] });
  let out = "";
  let complaint = "";
  child.stdout.on("data", (data) => (out += data));
  child.stderr.on("data", (data) => (complaint += data));
  try {
    // Before the first announcement there is nothing to lose, but the file may be in the making.
    await Promise.race([once(child.stdout, "data"), sleep(patienceMs)]);
    await sleep(afterMs);
  } finally {
    child.kill("SIGKILL");
    if (child.exitCode === null && child.signalCode === null) await once(child, "close");
  }
  expect(complaint).toBe("");
  // A last line without an end was not announced whole.
  return out.split("\n").slice(0, -1);
}

it(`loses no announced decision to ${kills} kills at random moments`, { timeout: 120_000 }, async () => {
  using folder = temporaryFolder();
  const path = folder.file("store.sqlite");
  const announced: string[] = [];
  // On a busy machine many are killed before their first word: then some more follow that are waited for.
  for (let kill = 0; kill < kills || announced.length <= kills; kill++) {
    const afterMs = Math.random() * 60;
    announced.push(...(await announceUntilKilled(path, afterMs, kill < kills ? afterMs * 8 : 10_000)));
    using database = new DatabaseSync(path);
    expect(database.prepare("PRAGMA integrity_check").get()?.integrity_check).toBe("ok");
  }
  const store = openStore({ path, ...bounds });
  expect(announced.filter((id) => store.decision(id) === null)).toEqual([]);
  store.close();
});
