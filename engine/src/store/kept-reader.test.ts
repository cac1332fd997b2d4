import { renameSync } from "node:fs";
import { expect, it } from "vitest";
import { keptReader } from "./kept-reader.ts";
import { openStore } from "./sqlite-store.ts";
import { bounds, sessionStart, temporaryFolder } from "./testing/example.ts";

it("reads the file that is there, also when another takes its place", () => {
  using folder = temporaryFolder();
  const path = folder.file("store.sqlite");
  const record = keptReader(path);
  const sessions = () =>
    record
      .open()
      .sessions()
      .items.map(({ id }) => id);
  const fill = (session: string) => {
    const store = openStore({ path, ...bounds });
    store.write([sessionStart(session)]);
    store.close();
  };
  expect(sessions).toThrow("there is no record at ");
  fill("first");
  expect(sessions()).toEqual(["first"]);
  renameSync(path, folder.file("last-week.sqlite"));
  expect(sessions).toThrow("there is no record at ");
  fill("second");
  expect(sessions()).toEqual(["second"]);
  record.close();
});
