import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { decisionEntries } from "../../store/entries.ts";
import { openStore } from "../../store/sqlite-store.ts";
import { bounds, decision, sessionStart } from "../../store/testing/example.ts";
import { logCommand } from "./log.ts";
import { openWorkshop, type Workshop } from "./testing/workshop.ts";

/** Two cancellations, one of them a week ago. */
async function openShop(): Promise<Workshop> {
  const shop = await openWorkshop({ "macro-engine.yaml": "store: { path: record.sqlite }\nzone: UTC\n" });
  const store = openStore({ path: join(shop.cwd, "record.sqlite"), ...bounds });
  const wall = Date.now() - 7 * 86_400_000;
  store.write([
    sessionStart("one", { startedWall: wall }),
    ...decisionEntries([decision({ wall, macro: "\u001b[2Jevil" }), decision({ wall: Date.now() - 60_000 })], {
      session: "one",
      dryRun: false,
    }),
  ]);
  store.close();
  return shop;
}

test("prints a line a cancellation", async () => {
  const { io, out } = await openShop();
  expect(await logCommand({}, io)).toBe(0);
  expect(out()).toMatch(/^\S+ \S+ {2}�\[2Jevil {2}cpu_hot: CPU at 95%, limit 85%\n\S+ \S+ {2}heal_group {2}.*\n$/);
  expect(await logCommand({ macro: "nobody" }, io)).toBe(0);
  expect(out()).toBe("nothing was cancelled\n");
});

test("writes the file, by name, into a folder, or to standard output", async () => {
  const { io, out, err, cwd } = await openShop();
  expect(await logCommand({ export: "log.json", since: "1d" }, io)).toBe(0);
  expect(err()).toBe("wrote 1 cancellation to log.json\n");
  expect(JSON.parse(readFileSync(join(cwd, "log.json"), "utf8"))).toMatchObject({
    total_cancellations: 1,
    cancellations: [{ macro_id: "heal_group", session_id: "one" }],
  });
  expect(await logCommand({ export: "logs/" }, io)).toBe(0);
  expect(readdirSync(join(cwd, "logs"))).toEqual([expect.stringMatching(/^macro_cancellations_\d{8}_\d{6}\.json$/)]);
  expect(await logCommand({ export: "-", session: "one" }, io)).toBe(0);
  expect(JSON.parse(out()).total_cancellations).toBe(2);
});

test("says what cannot be done", async () => {
  const { io, err, write } = await openShop();
  await write({ file: "" });
  expect(await logCommand({ export: "file/log.json" }, io)).toBe(2);
  expect(err()).toBe("file/log.json cannot be written: a part of its path is a file, not a folder\n");
  expect(await logCommand({ export: "file/" }, io)).toBe(2);
  expect(err()).toMatch(/^file\/ cannot be written: /);
  expect(await logCommand({ session: "nobody" }, io)).toBe(2);
  expect(err()).toMatch(/^there is no session nobody/);
});
