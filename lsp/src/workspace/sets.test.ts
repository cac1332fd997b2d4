import { describe, expect, test } from "vitest";
import { inMemory } from "../testing/in-memory.ts";
import { createPolicySets } from "./sets.ts";
import { createTexts } from "./texts.ts";

const policy = (name: string) => `profile ${name} { rule r: warn when fps < 1 }`;

/** Sets over a disk whose paths start with a slash. */
function workspace(paths: Readonly<Record<string, string | null>>, ...roots: readonly string[]) {
  const disk = new Map(Object.entries(paths).map(([path, text]) => [`file://${path}`, text] as const));
  const files = inMemory(disk);
  const sets = createPolicySets({ files, machine: null });
  sets.setFolders(roots.map((root) => `file://${root}`));
  const open = (uri: string, text: string) =>
    sets.open(uri.startsWith("/") ? `file://${uri}` : uri, text, "macropolicy");
  /** Each set by its files. */
  const all = async () => (await sets.views()).map(({ sources }) => [...sources.keys()].sort());
  const mates = async (path: string) => {
    const found = await sets.viewOf(path.startsWith("/") ? `file://${path}` : path);
    return found === null ? null : [...found.view.sources.keys()].sort();
  };
  return { disk, files, sets, open, all, mates };
}

describe("which files are a set", () => {
  test("what a configuration names, with its override files and itself", async () => {
    const { all } = workspace(
      {
        "/w/game/macro-engine.yaml": "policies: [rules, extra/one.macropolicy]\noverrides: { folder: tuned }\n",
        "/w/game/rules/a.macropolicy": policy("a"),
        "/w/game/rules/deep/b.macropolicy": policy("b"),
        "/w/game/rules/.hidden/c.macropolicy": policy("c"),
        "/w/game/rules/node_modules/d.macropolicy": policy("d"),
        "/w/game/extra/one.macropolicy": policy("one"),
        "/w/game/tuned/x.yaml": "profiles: {}\n",
        "/w/game/other.yaml": "{}\n",
      },
      "/w",
    );
    expect(await all()).toEqual([
      ["extra/one.macropolicy", "macro-engine.yaml", "rules/a.macropolicy", "rules/deep/b.macropolicy", "tuned/x.yaml"],
    ]);
  });

  test("files that no set has: each folder is one", async () => {
    const { all } = workspace(
      {
        "/w/macro-engine.yaml": "",
        "/w/policies/a.macropolicy": policy("a"),
        "/w/corpus/one/a.macropolicy": policy("a"),
        "/w/corpus/one/b.macropolicy": policy("b"),
        "/w/corpus/two/a.macropolicy": policy("a"),
      },
      "/w",
    );
    expect(await all()).toEqual([
      ["macro-engine.yaml", "policies/a.macropolicy"],
      ["a.macropolicy", "b.macropolicy"],
      ["a.macropolicy"],
    ]);
  });

  test("without a configuration: `policies`, where there is such a folder, with override files", async () => {
    const { all } = workspace(
      {
        "/w/policies/a.macropolicy": policy("a"),
        "/w/config/macro_safety/x.yaml": "profiles: {}\n",
        "/w/old/b.macropolicy": policy("b"),
      },
      "/w",
    );
    expect(await all()).toEqual([["config/macro_safety/x.yaml", "policies/a.macropolicy"], ["b.macropolicy"]]);
  });

  test("without that folder: all that there is", async () => {
    const { all } = workspace({ "/w/a.macropolicy": policy("a"), "/w/deep/b.macropolicy": policy("b") }, "/w");
    expect(await all()).toEqual([["a.macropolicy", "deep/b.macropolicy"]]);
  });

  test("a folder of the workspace below its configuration", async () => {
    const { all } = workspace(
      { "/w/macro-engine.yaml": "", "/w/policies/a.macropolicy": policy("a"), "/w/config/macro_safety/x.json": "{}" },
      "/w/policies",
    );
    expect(await all()).toEqual([["config/macro_safety/x.json", "macro-engine.yaml", "policies/a.macropolicy"]]);
  });

  test("folders outside of the workspace, where the configuration names them", async () => {
    const { all, mates } = workspace(
      {
        "/w/macro-engine.yaml": "policies: [../shared, policies]\n",
        "/shared/s.macropolicy": policy("s"),
        "/w/policies/a.macropolicy": policy("a"),
      },
      "/w",
    );
    expect(await all()).toEqual([["../shared/s.macropolicy", "macro-engine.yaml", "policies/a.macropolicy"]]);
    expect(await mates("/shared/s.macropolicy")).toHaveLength(3);
  });

  test("of nested sets the nearer one has the file", async () => {
    const { mates } = workspace(
      {
        "/w/macro-engine.yaml": "policies: .\n",
        "/w/a.macropolicy": policy("a"),
        "/w/sub/macro-engine.yaml": "policies: .\n",
        "/w/sub/b.macropolicy": policy("b"),
      },
      "/w",
      "/w/sub",
    );
    expect(await mates("/w/sub/b.macropolicy")).toEqual(["b.macropolicy", "macro-engine.yaml"]);
    expect(await mates("/w/a.macropolicy")).toEqual(["a.macropolicy", "macro-engine.yaml", "sub/b.macropolicy"]);
  });

  test("a file outside of the workspace: by the nearest configuration that names it, else with its folder", async () => {
    const { open, mates } = workspace({
      "/far/macro-engine.yaml": "",
      "/far/policies/deep/a.macropolicy": policy("a"),
      "/far/policies/b.macropolicy": policy("b"),
      "/far/else/c.macropolicy": policy("c"),
      "/far/else/d.macropolicy": policy("d"),
    });
    open("/far/policies/deep/a.macropolicy", policy("a"));
    open("/far/else/c.macropolicy", policy("c"));
    expect(await mates("/far/policies/deep/a.macropolicy")).toEqual([
      "macro-engine.yaml",
      "policies/b.macropolicy",
      "policies/deep/a.macropolicy",
    ]);
    expect(await mates("/far/else/c.macropolicy")).toEqual(["c.macropolicy", "d.macropolicy"]);
  });

  test("a buffer of no file yet is in the set that its path would be in; one of another scheme is alone", async () => {
    const { open, mates } = workspace({ "/w/macro-engine.yaml": "", "/w/policies/a.macropolicy": policy("a") }, "/w");
    open("/w/policies/new.macropolicy", policy("new"));
    open("untitled:Untitled-1", policy("a"));
    open("/w/config/macro_safety/new.yaml", "profiles: {}");
    expect(await mates("/w/policies/new.macropolicy")).toEqual([
      "config/macro_safety/new.yaml",
      "macro-engine.yaml",
      "policies/a.macropolicy",
      "policies/new.macropolicy",
    ]);
    expect(await mates("untitled:Untitled-1")).toEqual(["untitled:Untitled-1"]);
    expect(await mates("/w/other.yaml")).toBeNull();
  });
});

describe("changes", () => {
  const two = {
    "/w/macro-engine.yaml": "",
    "/w/policies/a.macropolicy": policy("a"),
    "/w/policies/b.macropolicy": policy("b"),
  };

  test("a buffer stands over the disk until it is closed, however its client spells the URI", async () => {
    const { sets, open } = workspace({ "/w/a%20b.macropolicy": policy("disk") }, "/w");
    open("file:///w/a%20b.macropolicy", policy("buffer"));
    const before = await sets.viewOf("file:///w/a b.macropolicy");
    expect([...before!.view.analysis.names.bodies.keys()]).toEqual(["buffer"]);
    sets.close("file:///w/a%20b.macropolicy");
    const after = await sets.viewOf("file:///w/a%20b.macropolicy");
    expect([...after!.view.analysis.names.bodies.keys()]).toEqual(["disk"]);
  });

  test("an edit parses one file, and reads and lists nothing", async () => {
    const { sets, files, open } = workspace(two, "/w");
    open("/w/policies/a.macropolicy", policy("a"));
    const [first] = await sets.views();
    const { reads, lists } = files;
    for (let edit = 0; edit < 20; edit++) {
      open("/w/policies/a.macropolicy", policy(`a${edit}`));
      await sets.views();
    }
    expect([files.reads, files.lists]).toEqual([reads, lists]);
    const [last] = await sets.views();
    expect(last!.file("policies/b.macropolicy")).toBe(first!.file("policies/b.macropolicy"));
    expect(last!.file("policies/a.macropolicy")).not.toBe(first!.file("policies/a.macropolicy"));
    expect(last!.version).toBeGreaterThan(first!.version);
  });

  test("without a change there is no other view, and another set's edit makes none", async () => {
    const { sets, open } = workspace({ ...two, "/w/else/c.macropolicy": policy("c") }, "/w");
    const [first] = await sets.views();
    open("/w/else/c.macropolicy", policy("other"));
    const [again, other] = await sets.views();
    expect(again).toBe(first);
    open("/w/else/c.macropolicy", policy("other"));
    expect((await sets.views())[1]).toBe(other);
  });

  test("files come, change, go and move on disk", async () => {
    const { sets, disk, all } = workspace(two, "/w");
    await all();
    disk.set("file:///w/policies/deep/c.macropolicy", policy("c"));
    disk.set("file:///w/policies/a.macropolicy", policy("changed"));
    disk.delete("file:///w/policies/b.macropolicy");
    sets.changedOnDisk(
      ["/policies/deep/c", "/policies/a", "/policies/b"].map((path) => `file:///w${path}.macropolicy`),
    );
    expect(await all()).toEqual([["macro-engine.yaml", "policies/a.macropolicy", "policies/deep/c.macropolicy"]]);
    const [view] = await sets.views();
    expect([...view!.analysis.names.bodies.keys()].sort()).toEqual(["c", "changed"]);
  });

  test("a folder that is gone takes its files along", async () => {
    const { sets, disk, all } = workspace(
      { ...two, "/w/macro-engine.yaml": "policies: [policies, more]\n", "/w/more/m.macropolicy": policy("m") },
      "/w",
    );
    expect((await all())[0]).toHaveLength(4);
    for (const name of ["a", "b"]) disk.delete(`file:///w/policies/${name}.macropolicy`);
    sets.changedOnDisk(["file:///w/policies"]);
    expect(await all()).toEqual([["macro-engine.yaml", "more/m.macropolicy"]]);
    const [view] = await sets.views();
    expect(view!.remarks()).toMatchObject([
      { code: "unreadable-file", file: "macro-engine.yaml", span: { start: 11, end: 19 } },
    ]);
    expect(view!.isWhole).toBe(false);
  });

  test("an edited configuration makes other sets", async () => {
    const { sets, mates } = workspace({ ...two, "/w/rules/r.macropolicy": policy("r") }, "/w");
    expect(await mates("/w/rules/r.macropolicy")).toEqual(["r.macropolicy"]);
    sets.open("file:///w/macro-engine.yaml", "policies: rules\n", "yaml");
    expect(await mates("/w/rules/r.macropolicy")).toEqual(["macro-engine.yaml", "rules/r.macropolicy"]);
    expect(await mates("/w/policies/a.macropolicy")).toEqual(["a.macropolicy", "b.macropolicy"]);
  });

  test("folders of the workspace come and go", async () => {
    const { sets, all } = workspace({ ...two, "/v/policies/v.macropolicy": policy("v") }, "/w");
    sets.changeFolders(["file:///v/"], []);
    expect(await all()).toEqual([
      ["macro-engine.yaml", "policies/a.macropolicy", "policies/b.macropolicy"],
      ["policies/v.macropolicy"],
    ]);
    sets.changeFolders([], ["file:///w"]);
    expect(await all()).toEqual([["policies/v.macropolicy"]]);
  });

  test("what is changed while it is being read is read again", async () => {
    const { sets, disk } = workspace(two, "/w");
    const views = sets.views();
    disk.set("file:///w/policies/a.macropolicy", policy("later"));
    sets.changedOnDisk(["file:///w/policies/a.macropolicy"]);
    await views;
    const [view] = await sets.views();
    expect([...view!.analysis.names.bodies.keys()].sort()).toEqual(["b", "later"]);
  });
});

test("a file that cannot be read is told of, and keeps the others from being linted", async () => {
  const { sets } = workspace({ "/w/a.macropolicy": null, "/w/b.macropolicy": policy("b") }, "/w");
  const [view] = await sets.views();
  expect(view!.remarks()).toMatchObject([{ code: "unreadable-file", file: "a.macropolicy", severity: "error" }]);
  expect(view!.isWhole).toBe(false);
});

test("a folder that has the whole disk below it is given up, with turns for others meanwhile", async () => {
  const { disk, files } = workspace({ "/w/macro-engine.yaml": "policies: [.]", "/w/a.macropolicy": policy("a") }, "/w");
  /** Each folder outside has ten others, some levels down. */
  const list = (uri: string) => {
    const isOutside = !uri.startsWith("file:///w") && uri.length < "file:///0/0/0/0/0".length;
    const more = isOutside ? Array.from("0123456789", (name) => ({ name, isFolder: true })) : [];
    return files.list(uri).then((found) => [...found, ...more]);
  };
  const sets = createPolicySets({ files: { read: (uri) => files.read(uri), list }, machine: null });
  sets.setFolders(["file:///w"]);
  await sets.views();
  disk.set("file:///w/macro-engine.yaml", "policies: [/]");
  sets.changedOnDisk(["file:///w/macro-engine.yaml"]);
  let turns = 0;
  let isDone = false;
  const others = async () => {
    for (; !isDone; turns++) await new Promise((resolve) => setImmediate(resolve));
  };
  const waiting = others();
  const [view] = await sets.views();
  isDone = true;
  await waiting;
  expect(turns).toBeGreaterThan(1);
  expect(view!.remarks().map(({ message }) => message)).toEqual([
    "the file cannot be read: it names .., which has more than 10000 folders; name those that the policies are in",
  ]);
  // Where it is named.
  expect(view!.remarks()[0]!.span).toEqual({ start: "policies: [".length, end: "policies: [/".length });
});

describe("a disk that changes", () => {
  test("a file in a folder that had gone with all that was in it", async () => {
    const { disk, sets, all } = workspace(
      { "/w/macro-engine.yaml": "", "/w/policies/a.macropolicy": policy("a"), "/w/config/macro_safety/o.yaml": "" },
      "/w",
    );
    const set = ["config/macro_safety/o.yaml", "macro-engine.yaml", "policies/a.macropolicy"];
    expect(await all()).toEqual([set]);
    disk.delete("file:///w/config/macro_safety/o.yaml");
    sets.changedOnDisk(["file:///w/config"]);
    expect(await all()).toEqual([set.slice(1)]);
    disk.set("file:///w/config/macro_safety/o.yaml", "");
    sets.changedOnDisk(["file:///w/config/macro_safety/o.yaml"]);
    expect(await all()).toEqual([set]);
  });

  test("a text that was being read when it changed, and is read again before that has come", async () => {
    const waiting: (() => void)[] = [];
    const texts = createTexts({
      list: async () => [],
      async read() {
        const text = policy(waiting.length === 0 ? "before" : "after");
        await new Promise<void>((done) => void waiting.push(done));
        return { text };
      },
    });
    const first = texts.read("file:///w/a.macropolicy");
    texts.forget("file:///w/a.macropolicy");
    const second = texts.read("file:///w/a.macropolicy");
    for (const done of waiting) done();
    await Promise.all([first, second]);
    expect(texts.known("file:///w/a.macropolicy")).toEqual({ text: policy("after") });
  });
});
