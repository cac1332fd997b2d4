import { execFile } from "node:child_process";
import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { type DiffOptions, diffCommand } from "./diff.ts";
import { openWorkshop, type Workshop } from "./testing/workshop.ts";

const policy = (limit: string, more = "") => `
profile heal {
  rule hot: cancel when cpu.usage > ${limit} for 5s
  ${more}
}
profile buff { rule slow: pause when fps < 15 }
`;

const exec = promisify(execFile);

const author = ["-c", "user.name=t", "-c", "user.email=t@t"];

function git({ cwd }: Workshop, ...args: string[]) {
  return exec("git", [...author, ...args], { cwd, env: { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null" } });
}

/** A repository of the workshop's folder, with all its files in a first commit. */
async function commitAll(workshop: Workshop): Promise<void> {
  await git(workshop, "init", "-q", "-b", "main");
  await git(workshop, "add", "-A");
  await git(workshop, "commit", "-q", "-m", "first");
}

async function compared(before: string, after: string, options: Partial<DiffOptions> = {}) {
  const { io, out, err } = await openWorkshop({ "old/a.macropolicy": before, "new/a.macropolicy": after });
  const code = await diffCommand({ before: "old", after: "new", ...options }, io);
  return { code, out: out(), err: err() };
}

describe("what is told", () => {
  test("a reformat is no change", async () => {
    const before = policy("80%");
    expect((await compared(before, before.replaceAll("\n", "\n\n # so\n"))).out).toBe(
      "no change in behaviour (2 profiles unchanged)\n",
    );
  });

  test("by profile and rule, with samples", async () => {
    const { out } = await compared(policy("80%", "grace 2s"), policy("85%", "rule slow: pause when fps < 5"));
    expect(out).toMatch(
      new RegExp(
        [
          "^profile heal {2}stricter here, laxer there",
          " {2}cancel: fewer states are answered",
          " {2}pause or harsher: some more states are answered, some no longer",
          " {2}~ hot {2}laxer",
          " {6}cancel when cpu\\.usage > 80% for 5s",
          " {6}→ cancel when cpu\\.usage > 85% for 5s",
          " {6}cpu\\.usage = \\S+% for 5s: cancelled before, not any more",
          " {2}\\+ slow {2}stricter",
          " {6}pause when fps < 5",
          " {6}fps = \\S+fps: paused now, not before",
          " {2}laxer {2}grace 2s → 5s: a macro that does not stop is ended later",
          "",
          "stricter here, laxer there \\(1 profile unchanged\\)\n$",
        ].join("\n"),
      ),
    );
  });

  test("with what ends it, by the names of its own side", async () => {
    const ending = (until: string, schedules: string) => `
      ${schedules}
      profile heal { rule slow: pause when fps < 15 for 3s until ${until} }`;
    const night = 'schedule night = fri 20:00-23:00 in "UTC"';
    const day = 'schedule day = fri 10:00-12:00 in "UTC"';
    const { out } = await compared(ending("fps > 20 and night", night), ending("fps > 30 for 5s", day));
    expect(out).toContain(
      [
        "      pause when fps < 15 for 3s until fps > 20fps and night",
        "      → pause when fps < 15 for 3s until fps > 30fps for 5s",
        "",
      ].join("\n"),
    );
  });

  test("once for profiles that share it", async () => {
    const shared = (limit: string) => `
      template t { rule hot: cancel when cpu.usage > ${limit} }
      profile a extends t {} profile b extends t {} profile c extends t { rule own: warn when fps < ${limit === "80%" ? 5 : 9} }`;
    const { out } = await compared(shared("80%"), shared("85%"));
    expect(out.match(/^profiles? .*$/gm)).toEqual(["profiles a, b  laxer", "profile c  stricter here, laxer there"]);
    const { out: comment } = await compared(shared("80%"), shared("85%"), { format: "markdown" });
    expect(comment).toContain("<summary><code>a</code>, <code>b</code>: 1 rule</summary>");
  });

  test("as JSON", async () => {
    const { out } = await compared(policy("80%"), policy("75%"), { format: "json" });
    const { relation, profiles } = JSON.parse(out);
    expect(relation).toBe("stricter");
    expect(profiles.map((profile: { profile: string; kind: string }) => [profile.profile, profile.kind])).toEqual([
      ["heal", "changed"],
      ["buff", "same"],
    ]);
    expect(profiles[0].rules[0]).toMatchObject({
      rule: "hot",
      kind: "changed",
      relation: "stricter",
      before: { text: "cancel when cpu.usage > 80% for 5s", file: "old/a.macropolicy", line: 3 },
      lost: null,
      gained: { rule: "hot" },
    });
  });

  test("as a comment in which what policies say is only text", async () => {
    const before = 'profile p { rule r: warn when macro.name != "<img src=x> @all `a`" }';
    const { out } = await compared(before, before.replace("@all", "@none"), { format: "markdown" });
    expect(out).toMatch(/^### 🟡 Policies: stricter here, laxer there\n/);
    expect(out).toContain("<details><summary><code>p</code>: 1 rule</summary>");
    // Outside of code nothing of it is left as it was.
    const prose = out.replaceAll(/(`+)[\s\S]*?\1/g, "");
    expect(prose).not.toMatch(/<img|@all|@none/);
    const opened = [...out.matchAll(/<details>/g)].length;
    expect([...out.matchAll(/<\/details>/g)]).toHaveLength(opened);
  });

  test("a comment is no longer than a host takes", async () => {
    const rules = (limit: string, least: number) =>
      Array.from(
        { length: 9 },
        (_, at) => `rule ${"r".repeat(50)}${at}: warn when cpu.usage > ${limit} and fps < ${least + at}`,
      );
    const of = (limit: string) =>
      Array.from({ length: 40 }, (_, at) => `profile p${at} { ${rules(limit, at + 1).join("\n")} }`).join("\n");
    const { out } = await compared(of("80%"), of("85%"), { format: "markdown" });
    expect(out.length).toBeLessThan(65_536);
    expect(out).toContain("left out: `macro-engine diff` tells them");
  });
});

describe("exit codes", () => {
  test.each([
    [0, "80%", "85%", undefined],
    [1, "80%", "85%", "laxer"],
    [0, "80%", "75%", "laxer"],
    [1, "80%", "75%", "any"],
    [0, "80%", "80.0%", "any"],
    [0, "80%", "85%", "incomparable"],
  ] as const)("%i from %s to %s with --fail-on %s", async (code, before, after, failOn) => {
    const options = failOn === undefined ? {} : { failOn };
    expect((await compared(policy(before), policy(after), options)).code).toBe(code);
  });

  test("what is stricter here and laxer there fails as laxer, and so does what is not known", async () => {
    const before = policy("80%");
    const after = policy("85%").replace("for 5s", "for 1s");
    expect((await compared(before, after, { failOn: "laxer" })).code).toBe(1);
    expect((await compared(before, after, { failOn: "incomparable" })).code).toBe(1);
    const unknown = policy("80%", "rule m: warn when stddev(cpu.usage, 3s) > 5% and anomaly(cpu.usage, 4s) > 3");
    const moved = unknown.replace("anomaly(cpu.usage, 4s)", "anomaly(cpu.usage, 5s)");
    expect((await compared(unknown, moved, { failOn: "laxer" })).code).toBe(1);
  });

  test("1 for errors on a side, which is named; 2 for a path that is not there", async () => {
    const { code, err } = await compared(policy("80%"), policy("80"));
    expect(code).toBe(1);
    expect(err).toMatch(/^new has errors: only policies without any can be compared\n\nerror\[missing-unit\]/);
    const gone = await compared("", "", { before: "nowhere" });
    expect([gone.code, gone.err]).toEqual([2, "nowhere: there is no such file or folder\n"]);
  });
});

describe("git revisions", () => {
  test("give a side as it was, its override files as well", async () => {
    const workshop = await openWorkshop({
      "policies/a.macropolicy": policy("80%"),
      "policies/.hidden/b.macropolicy": "broken",
      "policies/node_modules/b.macropolicy": "broken",
    });
    await commitAll(workshop);
    await workshop.write({
      "policies/a.macropolicy": policy("70%"),
      "config/macro_safety/a.yaml": "profiles: { buff: { grace: 9s } }",
    });
    const { io, out } = workshop;
    expect(await diffCommand({ before: "HEAD:policies", after: "policies" }, io)).toBe(0);
    const text = out();
    expect(text).toMatch(/^profile heal {2}stricter\n/);
    expect(text).toContain("grace 5s → 9s");
    await diffCommand({ before: "main:policies/a.macropolicy", after: "HEAD:./policies" }, io);
    expect(out()).toBe("no change in behaviour (2 profiles unchanged)\n");
  });

  test("are read the same from a folder within the repository", async () => {
    const { io, ...workshop } = await openWorkshop({
      "policies/a.macropolicy": policy("80%"),
      "game/own/b.macropolicy": policy("60%"),
    });
    await commitAll({ io, ...workshop });
    const within = { ...io, cwd: join(workshop.cwd, "game") };
    expect(await diffCommand({ before: "HEAD:policies", after: "../policies" }, within)).toBe(0);
    expect(workshop.out()).toBe("no change in behaviour (2 profiles unchanged)\n");
    expect(await diffCommand({ before: "HEAD:./own", after: "HEAD:game/own" }, within)).toBe(0);
    expect(workshop.out()).toBe("no change in behaviour (2 profiles unchanged)\n");
  });

  test("alone are compared with now: the policies of the configuration, from any folder", async () => {
    const workshop = await openWorkshop({
      "macro-engine.yaml": "policies: [rules, more]\n",
      "rules/a.macropolicy": policy("80%"),
      "elsewhere/b.macropolicy": "broken",
      "game/readme.md": "",
    });
    await commitAll(workshop);
    await workshop.write({ "rules/a.macropolicy": policy("70%"), "more/b.macropolicy": "profile fresh { }" });
    const { io, out } = workshop;
    expect(await diffCommand({ before: "HEAD" }, { ...io, cwd: join(workshop.cwd, "game") })).toBe(0);
    const text = out();
    expect(text).toMatch(/^profile fresh {2}added/m);
    expect(text).toMatch(/^profile heal {2}stricter$/m);
  });

  test("alone, two of them, are compared with each other", async () => {
    const workshop = await openWorkshop({ "policies/a.macropolicy": policy("80%") });
    await commitAll(workshop);
    await workshop.write({ "policies/a.macropolicy": policy("90%") });
    await git(workshop, "commit", "-aqm", "second");
    await workshop.write({ "policies/a.macropolicy": "no policy" });
    expect(await diffCommand({ before: "HEAD~1", after: "HEAD" }, workshop.io)).toBe(0);
    expect(workshop.out()).toMatch(/^profile heal {2}laxer$/m);
    expect(await diffCommand({ before: "HEAD", after: "HEAD" }, workshop.io)).toBe(0);
    expect(workshop.out()).toMatch(/^no change in behaviour/m);
  });

  test("follow links, as is done on disk", async () => {
    const workshop = await openWorkshop({
      "shared/a.macropolicy": policy("80%"),
      "shared/more/b.macropolicy": "profile more { }",
      "policies/readme.md": "",
      "kept/o.yaml": "profiles: { heal: { grace: 9s } }",
    });
    const { io, out, err, cwd } = workshop;
    await symlink("../shared/a.macropolicy", join(cwd, "policies/a.macropolicy"));
    await symlink("../shared/more", join(cwd, "policies/more"));
    await symlink("..", join(cwd, "shared/more/up"));
    await mkdir(join(cwd, "config"));
    await symlink("../kept", join(cwd, "config/macro_safety"));
    await commitAll(workshop);
    for (const [before, after] of [
      ["HEAD:policies", "policies"],
      ["HEAD:policies/more/up", "shared"],
      ["HEAD:policies/a.macropolicy", "shared/a.macropolicy"],
      ["HEAD:./", "shared"],
    ] as const) {
      expect(await diffCommand({ before, after, failOn: "laxer" }, io), err()).toBe(0);
      expect(out(), before).toMatch(/^no change in behaviour \(\d profiles unchanged\)\n$/);
    }
    await symlink("../../elsewhere.macropolicy", join(cwd, "policies/out.macropolicy"));
    await commitAll(workshop);
    expect(await diffCommand({ before: "HEAD:policies", after: "shared" }, io)).toBe(2);
    expect(err()).toMatch(
      /it is a link that leads to nothing at that revision[^\n]*\n --> HEAD:policies\/out\.macropolicy\n/,
    );
  });

  test("may have colons of their own, and repositories blanks at the end of their names", async () => {
    const outer = await openWorkshop();
    const cwd = join(outer.cwd, "odd ");
    const workshop = { ...outer, cwd, io: { ...outer.io, cwd } };
    await outer.write({ "odd /policies/a.macropolicy": policy("80%"), "odd /macro-engine.yaml": "" });
    await commitAll(workshop);
    for (const before of ["HEAD^{/first}:policies", "main@{2126-01-05 12:00:00}:policies", "HEAD"]) {
      const after = before === "HEAD" ? {} : { after: "policies" };
      expect(await diffCommand({ before, ...after }, workshop.io), workshop.err()).toBe(0);
      expect(workshop.out()).toBe("no change in behaviour (2 profiles unchanged)\n");
    }
  });

  test("of several folders are in the order that they have on disk", async () => {
    const workshop = await openWorkshop({
      "macro-engine.yaml": "policies: [one, two]\n",
      "one/z.macropolicy": 'profile z { match macro "x?" }',
      "two/a.macropolicy": 'profile a { match macro "?x" grace 1s }',
    });
    await commitAll(workshop);
    expect(await diffCommand({ before: "HEAD" }, workshop.io)).toBe(0);
    expect(workshop.out()).toBe("no change in behaviour (2 profiles unchanged)\n");
  });

  test("alone may be from before there were policies", async () => {
    const workshop = await openWorkshop({ "readme.md": "" });
    await commitAll(workshop);
    await workshop.write({ "policies/a.macropolicy": policy("80%") });
    expect(await diffCommand({ before: "HEAD" }, workshop.io)).toBe(0);
    expect(workshop.out()).toMatch(/^profiles heal, buff {2}added: stricter$/m);
  });

  test("alone without policies at either are nothing to compare", async () => {
    const workshop = await openWorkshop({ "readme.md": "" });
    await commitAll(workshop);
    await git(workshop, "tag", "v1");
    expect(await diffCommand({ before: "v1", after: "HEAD" }, workshop.io)).toBe(2);
    expect(workshop.err()).toBe(`v1 has no policies, nor has HEAD: looked for ${workshop.cwd}/policies\n`);
    await mkdir(join(workshop.cwd, "policies"));
    expect(await diffCommand({ before: "v1" }, workshop.io)).toBe(2);
    expect(workshop.err()).toMatch(/^v1 has no policies, nor has the working tree: /);
  });

  test("alone have to be some", async () => {
    const workshop = await openWorkshop({ "policies/a.macropolicy": policy("80%") });
    await commitAll(workshop);
    expect(await diffCommand({ before: "policies" }, workshop.io)).toBe(2);
    expect(workshop.err()).toMatch(/^policies is no git revision: name two sides, OLD and NEW, or one revision/);
    const outside = await openWorkshop({ "a.macropolicy": policy("80%") });
    await workshop.write({ "macro-engine.yaml": `policies: [policies, ${outside.cwd}]\n` });
    expect(await diffCommand({ before: "HEAD" }, workshop.io)).toBe(2);
    expect(workshop.err()).toMatch(/^HEAD: \/.* is not in this repository\n$/);
  });

  test("without a path are no path", async () => {
    const workshop = await openWorkshop({ "policies/a.macropolicy": policy("80%") });
    await commitAll(workshop);
    expect(await diffCommand({ before: "HEAD", after: "policies" }, workshop.io)).toBe(2);
    expect(workshop.err()).toBe(
      "HEAD: there is no such file or folder; policies at a git revision are named with their path, as in `HEAD:policies`\n",
    );
  });

  test("errors name the file at its revision", async () => {
    const workshop = await openWorkshop({ "policies/a.macropolicy": policy("80") });
    await commitAll(workshop);
    expect(await diffCommand({ before: "HEAD:policies", after: "policies" }, workshop.io)).toBe(1);
    expect(workshop.err()).toContain("HEAD:policies/a.macropolicy:3:37");
  });

  test("that git does not know are told, and so is what is not there", async () => {
    const workshop = await openWorkshop({ "policies/a.macropolicy": policy("80%"), "empty/readme.md": "" });
    const asked = async (before: string) => {
      expect(await diffCommand({ before, after: "policies" }, workshop.io)).toBe(2);
      return workshop.err();
    };
    expect(await asked("HEAD:policies")).toBe("HEAD:policies: this folder is in no git repository\n");
    await commitAll(workshop);
    expect(await asked("nope:policies")).toContain("git knows no revision `nope`");
    expect(await asked("--help:policies")).toContain("git knows no revision `--help`");
    expect(await asked("HEAD:nowhere")).toBe("HEAD:nowhere: there is no `nowhere` at that revision\n");
    expect(await asked("HEAD:empty")).toBe("HEAD:empty: there is no *.macropolicy file at that revision\n");
  });

  test("hold what is no UTF-8 to be unreadable", async () => {
    const workshop = await openWorkshop({ "policies/a.macropolicy": Buffer.from([0xff, 0x20]) });
    await commitAll(workshop);
    await workshop.write({ "policies/a.macropolicy": policy("80%") });
    expect(await diffCommand({ before: "HEAD:policies", after: "policies" }, workshop.io)).toBe(2);
    expect(workshop.err()).toContain("error[unreadable-file]");
  });
});

describe("--traces", () => {
  const traces = {
    "runs/hot.csv": `time,cpu.usage\n${Array.from({ length: 9 }, (_, at) => `${at},83\n`).join("")}`,
    "runs/deep/calm.csv": "time,cpu.usage,macro.name\n0,20,heal\n1,20,heal\n",
    "runs/readme.md": "",
  };

  test("tells which recorded runs would have gone another way", async () => {
    const { io, out } = await openWorkshop({
      ...traces,
      "old/a.macropolicy": policy("80%"),
      "new/a.macropolicy": policy("85%").replace("rule hot", "rule cooked"),
    });
    expect(await diffCommand({ before: "old", after: "new", traces: "runs" }, io)).toBe(0);
    expect(out()).toContain(
      "recordings  1 of 3 runs would have gone another way\n  runs/hot.csv (heal): cancelled by hot at 5s before; not cancelled now\n",
    );
  });

  test("that cannot be read are told", async () => {
    const shop = await openWorkshop({
      "runs/bad.csv": "time,cpu.usage\n0,fast\n",
      "old/a.macropolicy": policy("80%"),
      "new/a.macropolicy": policy("85%"),
    });
    expect(await diffCommand({ before: "old", after: "new", traces: "runs" }, shop.io)).toBe(2);
    expect(shop.out()).toContain("runs/bad.csv:2:");
    expect(await diffCommand({ before: "old", after: "new", traces: "gone" }, shop.io)).toBe(2);
    expect(shop.err()).toBe("gone: there is no such file or folder\n");
    expect(await diffCommand({ before: "old", after: "new", traces: "old" }, shop.io)).toBe(2);
    expect(shop.err()).toBe("old: there is no recording (*.csv, *.jsonl) in this folder\n");
  });
});
