import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { createDiscovery, type DiscoveryOptions } from "./discovery.ts";
import { createGuardian } from "./guardian.ts";
import { burner, endAll, start, table, temporaryFolder, until } from "./testing/harness.ts";
import { profile, program } from "./testing/program.ts";

afterEach(endAll);

/** A program of a name that no other process has, so that other tests' processes are never found. */
function uniqueSleep(): { file: string; name: string } {
  const name = `macro-${process.pid}-${Math.random().toString(36).slice(2)}`;
  const file = path.join(temporaryFolder(), name);
  copyFileSync("/bin/sleep", file);
  return { file, name };
}

function discovery(glob: string, change: Partial<DiscoveryOptions> = {}) {
  const heal = profile("heal", { patterns: [{ target: "process", glob }] });
  const policies = program(profile("default"), profile("any", { patterns: [{ target: "macro", glob: "*" }] }), heal);
  const options = { table, program: () => policies, taken: () => false, allowOtherUsers: false, ...change };
  return createDiscovery(options);
}

// On real processes, by signals and /proc.
describe.skipIf(process.platform !== "linux")("discovery", () => {
  it("finds what a pattern names, by executable or command line, and nothing else", async () => {
    const { file, name } = uniqueSleep();
    const macro = await start([file, "300"]);
    await start(burner);
    for (const glob of [name.toUpperCase(), `${name.slice(0, -2)}??`, `*/${name} 3*`]) {
      const found = discovery(glob).look(0);
      expect(found.map((entry) => [entry.process.pid, entry.profile.name])).toEqual([[macro.pid, "heal"]]);
    }
    expect(discovery(`${name}-not`).look(0)).toEqual([]);
    expect(discovery(`${name} 300`).look(0)).toEqual([]);
  });

  it("takes the topmost of a tree", async () => {
    const { file, name } = uniqueSleep();
    const macro = await start(["sh", "-c", `${file} 300 & wait`, name]);
    const childName = () => table.info(table.descendants([macro.child.root])[0]?.pid ?? 0)?.name;
    await until("the child", () => childName() === name);
    expect(discovery(`*{${name}}*`).look(0)).toHaveLength(1);
    const both = discovery(`{*sh -c*${name}*,${name}}`).look(0);
    expect(both.map((entry) => entry.process.pid)).toEqual([macro.pid]);
    // Nor does a part of a run that is known become another.
    expect(discovery(name, { taken: (pid) => pid === macro.pid }).look(0)).toEqual([]);
  });

  it("tells of each once, and sees one that became another program after a while", async () => {
    const { file, name } = uniqueSleep();
    const macro = await start(["sh", "-c", `read line; exec ${file} 300`], { stdio: ["pipe", "ignore", "ignore"] });
    const [early, late] = [discovery(name), discovery(name)];
    expect([early.look(0), late.look(0)]).toEqual([[], []]);
    late.look(60_000);
    macro.child.process.stdin?.write("\n");
    await until("the change", () => table.info(macro.pid)?.name === name);
    expect(early.look(3000).map((entry) => entry.process.pid)).toEqual([macro.pid]);
    expect(early.look(4000)).toEqual([]);

    // Long after it was first seen, it is read again in turn.
    let found = 0;
    for (let look = 1; look < 500 && found === 0; look += 1) found = late.look(60_000 + look).length;
    expect(found).toBe(1);
  });

  it("leaves out other users' processes, unless allowed", async () => {
    const { file, name } = uniqueSleep();
    await start([file, "300"]);
    const uid = (process.getuid?.() ?? 0) + 1;
    expect(discovery(name, { uid }).look(0)).toEqual([]);
    expect(discovery(name, { uid, allowOtherUsers: true }).look(0)).toHaveLength(1);
  });

  it("leaves what another engine guards to that engine, for as long as it does", async () => {
    const { file, name } = uniqueSleep();
    const macro = await start(["sh", "-c", `${file} 300 & wait`, name]);
    const others = new Set([macro.pid]);
    // The root itself, and a part of its tree.
    for (const glob of [`*sh -c*${name}*`, name]) {
      others.add(macro.pid);
      const search = discovery(glob, { guardedByOthers: () => others });
      const children = () => table.descendants([macro.child.root]).map(({ pid }) => table.commandLine(pid) ?? "");
      // A child that has only just been forked is still a shell.
      await until("the child", () => children().some((line) => line.startsWith(file)));
      expect(search.look(0)).toEqual([]);
      expect(search.look(60_000)).toEqual([]);
      others.clear();
      expect(search.look(120_000)).toHaveLength(1);
      expect(search.look(120_001)).toEqual([]);
    }
  });

  it("never finds the engine or what started it", () => {
    const found = discovery("*").look(0);
    const pids = found.map((entry) => entry.process.pid);
    expect(pids).not.toContain(process.pid);
    expect(pids).not.toContain(process.ppid);
    expect(pids).not.toContain(1);
  });

  it("takes nothing of another engine for a macro, though it bears the name in its arguments", async () => {
    const { name } = uniqueSleep();
    const folder = temporaryFolder();
    for (const script of ["watch-engine.cjs", "npx"])
      writeFileSync(path.join(folder, script), "setInterval(Date, 1000)");
    await start([
      process.execPath,
      "--max-semi-space-size=1",
      path.join(folder, "watch-engine.cjs"),
      `policies/${name}`,
    ]);
    await start([process.execPath, path.join(folder, "npx"), "macro-engine", "run", "--", `./${name}`]);
    const title = `npm exec macro-engine run -- ./${name}`;
    const titled = await start([process.execPath, "-e", `process.title = "${title}"; setInterval(Date, 1000)`]);
    await until("the title", () => table.info(titled.pid)?.command.join(" ") === title);
    const guardian = createGuardian(["node", `/opt/${name}/guardian-recover.js`], () => {});
    const search = discovery(`*/${name}*`);
    try {
      guardian.update({
        end: [],
        resume: [{ pid: 1, startTime: -1, run: "", macro: "" }],
        signal: "SIGTERM",
        allowOtherUsers: false,
      });
      const macro = await start(["sh", "-c", "while :; do sleep 1; done", `/opt/${name}`]);
      await until("its shell", () => table.info(guardian.pid ?? 0)?.name === "sh");
      expect(search.look(0).map((entry) => entry.process.pid)).toEqual([macro.pid]);
    } finally {
      guardian.dismiss();
    }
  });

  it("takes no control plane for a macro, nor what one starts to notify somebody", async () => {
    const { file, name } = uniqueSleep();
    const folder = path.join(temporaryFolder(), "control-plane");
    mkdirSync(folder);
    const script = path.join(folder, "main.js");
    writeFileSync(script, `require("node:child_process").spawn(${JSON.stringify(file)}, ["300"])`);
    const plane = await start([process.execPath, script, name]);
    const childName = () => table.info(table.descendants([plane.child.root])[0]?.pid ?? 0)?.name;
    await until("the command", () => childName() === name);
    expect(discovery(`{*${name}*,${name}}`).look(0)).toEqual([]);
  });

  it("looks for new names when the policies change", async () => {
    const { file, name } = uniqueSleep();
    const macro = await start([file, "300"]);
    let policies = program(profile("heal"));
    const search = discovery("", { program: () => policies });
    expect(search.look(0)).toEqual([]);
    expect(search.look(60_000)).toEqual([]);
    policies = program(profile("heal", { patterns: [{ target: "process", glob: name }] }));
    expect(search.look(60_000).map((entry) => entry.process.pid)).toEqual([macro.pid]);
  });
});
