import { chmodSync, existsSync, readFileSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { gpuSampler } from "../gpu.ts";
import { makeMachine, reading, reasonFor } from "../testing/machine.ts";
import { diskUsageSampler } from "./disk-usage.ts";
import { powerSampler } from "./power.ts";
import { temperatureSampler } from "./temperature.ts";

test("the processor's temperature is its hottest sensor, and other chips do not count", async () => {
  const machine = makeMachine(onTestFinished, {
    "sys/class/hwmon/hwmon0/name": "nvme\n",
    "sys/class/hwmon/hwmon0/temp1_input": "91000\n",
    "sys/class/hwmon/hwmon1/name": "coretemp\n",
    "sys/class/hwmon/hwmon1/temp1_input": "52000\n",
    "sys/class/hwmon/hwmon1/temp2_input": "57500\n",
    "sys/class/hwmon/hwmon1/temp2_crit": "100000\n",
  });
  const sampler = temperatureSampler(machine.surroundings);
  expect(await reasonFor(sampler, "cpu.temperature")).toBeNull();
  expect(await reading(sampler)).toEqual({ "cpu.temperature": 57.5 });
});

test("beside a die sensor, the fan controller's offset scale is left out", async () => {
  const machine = makeMachine(onTestFinished, {
    "sys/class/hwmon/hwmon0/name": "k10temp\n",
    "sys/class/hwmon/hwmon0/temp1_input": "80000\n",
    "sys/class/hwmon/hwmon0/temp1_label": "Tctl\n",
    "sys/class/hwmon/hwmon0/temp2_input": "53000\n",
    "sys/class/hwmon/hwmon0/temp2_label": "Tdie\n",
  });
  const sampler = temperatureSampler(machine.surroundings);
  await sampler.probe();
  expect(await reading(sampler)).toEqual({ "cpu.temperature": 53 });
});

test("without chips the processor's thermal zone serves; a wireless card's does not", async () => {
  const machine = makeMachine(onTestFinished, {
    "sys/class/thermal/thermal_zone0/type": "iwlwifi_1\n",
    "sys/class/thermal/thermal_zone0/temp": "70000\n",
    "sys/class/thermal/thermal_zone1/type": "x86_pkg_temp\n",
    "sys/class/thermal/thermal_zone1/temp": "-4500\n",
  });
  const sampler = temperatureSampler(machine.surroundings);
  await sampler.probe();
  expect(await reading(sampler)).toEqual({ "cpu.temperature": -4.5 });
});

test("sensors that are renumbered are found again after one failure", async () => {
  const machine = makeMachine(onTestFinished, {
    "sys/class/hwmon/hwmon1/name": "coretemp\n",
    "sys/class/hwmon/hwmon1/temp1_input": "40000\n",
  });
  const sampler = temperatureSampler(machine.surroundings);
  await sampler.probe();
  machine.remove("sys/class/hwmon/hwmon1");
  machine.write("sys/class/hwmon/hwmon4/name", "coretemp\n");
  machine.write("sys/class/hwmon/hwmon4/temp1_input", "41000\n");
  await expect(reading(sampler)).rejects.toThrow("no longer answer");
  expect(await reading(sampler)).toEqual({ "cpu.temperature": 41 });
});

test("a machine without sensors says where it looked", async () => {
  const { surroundings, folder } = makeMachine(onTestFinished);
  expect(await reasonFor(temperatureSampler(surroundings), "cpu.temperature")).toContain(`${folder}/sys/class/hwmon`);
});

test.each([
  ["a desktop has no battery", {}, false],
  ["plugged in", { "AC/type": "Mains", "AC/online": "1", "BAT0/type": "Battery", "BAT0/status": "Charging" }, false],
  ["unplugged", { "AC/type": "Mains", "AC/online": "0", "BAT0/type": "Battery", "BAT0/status": "Discharging" }, true],
  [
    "charged through USB-C",
    { "C0/type": "USB", "C0/online": "1", "BAT0/type": "Battery", "BAT0/status": "Full" },
    false,
  ],
  ["a battery alone, discharging", { "BAT0/type": "Battery", "BAT0/status": "Discharging" }, true],
  ["a battery alone, unknown", { "BAT0/type": "Battery", "BAT0/status": "Unknown" }, false],
  ["a mouse's battery", { "hid/type": "Battery", "hid/scope": "Device", "hid/status": "Discharging" }, false],
])("on battery: %s", async (_case, supplies: Record<string, string>, expected) => {
  const machine = makeMachine(onTestFinished, { "sys/class/power_supply/.keep": "" });
  for (const [path, text] of Object.entries(supplies)) machine.write(`sys/class/power_supply/${path}`, `${text}\n`);
  const sampler = powerSampler(machine.surroundings);
  expect(await reasonFor(sampler, "power.on_battery")).toBeNull();
  expect(await reading(sampler)).toEqual({ "power.on_battery": expected });
});

test("a kernel that lists no supplies cannot tell", async () => {
  const { surroundings } = makeMachine(onTestFinished);
  expect(await reasonFor(powerSampler(surroundings), "power.on_battery")).toContain("no power supplies");
});

test("disk space is measured on writable disks only, each once, odd mount points included", async () => {
  const machine = makeMachine(onTestFinished);
  machine.write("a disk/file", "x");
  const odd = `${machine.folder}/a disk`.replaceAll(" ", "\\040");
  machine.write(
    "proc/self/mounts",
    [
      "proc /proc proc rw 0 0",
      "tmpfs /tmp tmpfs rw 0 0",
      `/dev/sda1 ${odd} ext4 rw,relatime 0 0`,
      `/dev/sda1 /a/bind/mount ext4 rw 0 0`,
      "/dev/loop3 /snap/x squashfs ro 0 0",
      "/dev/sr0 /media/dvd iso9660 ro 0 0",
      "server:/export /mnt nfs4 rw 0 0",
      "",
    ].join("\n"),
  );
  const sampler = diskUsageSampler(machine.surroundings);
  const [entry] = await sampler.probe();
  expect(entry).toMatchObject({ available: true, source: `the file systems at ${machine.folder}/a disk` });
  const usage = (await reading(sampler))["disk.usage"];
  expect(usage).toBeGreaterThan(0);
  expect(usage).toBeLessThanOrEqual(100);
});

test("a disk that is gone fails in words", async () => {
  const machine = makeMachine(onTestFinished, { "proc/self/mounts": "/dev/sdz1 /no/such/place ext4 rw 0 0\n" });
  await expect(reading(diskUsageSampler(machine.surroundings))).rejects.toThrow("no mounted disk tells how full it is");
});

test("of two AMD cards the one with more memory is measured", async () => {
  const machine = makeMachine(onTestFinished, {
    "sys/class/drm/card0/device/gpu_busy_percent": "99\n",
    "sys/class/drm/card0/device/mem_info_vram_total": "536870912\n",
    "sys/class/drm/card0-HDMI-A-1/status": "connected\n",
    "sys/class/drm/card1/device/gpu_busy_percent": "41\n",
    "sys/class/drm/card1/device/mem_info_vram_total": "8589934592\n",
    "sys/class/drm/card1/device/mem_info_vram_used": "2147483648\n",
    "sys/class/drm/card1/device/hwmon/hwmon3/temp1_input": "66000\n",
  });
  const sampler = gpuSampler(machine.surroundings, "linux");
  onTestFinished(() => sampler.close());
  expect(await reasonFor(sampler, "gpu.usage")).toBeNull();
  expect(await reading(sampler)).toEqual({ "gpu.usage": 41, "gpu.memory": 25, "gpu.temperature": 66 });
});

/** A stand-in for NVIDIA's tool: prints what the real one does, then stays, or ends with a code. */
function fakeNvidiaSmi(lines: readonly string[], end = "exec sleep 60") {
  const machine = makeMachine(onTestFinished);
  machine.write("nvidia-smi", `#!/bin/sh\n${lines.map((line) => `echo '${line}'`).join("\n")}\n${end}\n`);
  chmodSync(`${machine.folder}/nvidia-smi`, 0o755);
  const surroundings = {
    ...machine.surroundings,
    now: () => performance.now(),
    nvidiaSmi: `${machine.folder}/nvidia-smi`,
  };
  const sampler = gpuSampler(surroundings, "linux");
  onTestFinished(() => sampler.close());
  return sampler;
}

test("NVIDIA's tool is read line by line; the card with the most memory is the one", async () => {
  const sampler = fakeNvidiaSmi(["0, 5, 100, 2048, 40", "1, 87, 6144, 24576, 71", "2, 3, 1, 1024, 30"]);
  const probed = await sampler.probe();
  expect(probed.every(({ available }) => available)).toBe(true);
  await expect.poll(() => reading(sampler)).toEqual({ "gpu.usage": 87, "gpu.memory": 25, "gpu.temperature": 71 });
});

test("what a card does not measure is not available, and never a number", async () => {
  const sampler = fakeNvidiaSmi(["0, [N/A], 512, 2048, 50"]);
  expect(await reasonFor(sampler, "gpu.usage")).toContain("does not tell it for this card");
  expect(await reading(sampler)).toEqual({ "gpu.memory": 25, "gpu.temperature": 50 });
});

test("a tool that finds no driver leaves the graphics processor unmeasured, in words", async () => {
  const sampler = fakeNvidiaSmi(["NVIDIA-SMI has failed because it could not communicate with the driver."], "exit 9");
  expect(await reasonFor(sampler, "gpu.usage")).toContain("no graphics processor that tells");
});

test("a tool that ends while measuring is reported, then started again", async () => {
  const sampler = fakeNvidiaSmi(["0, 50, 512, 2048, 50"], "sleep 0.2; exit 3");
  await sampler.probe();
  await expect.poll(() => reading(sampler).then(() => "", String)).toContain("ended with exit code 3");
  await expect.poll(() => reading(sampler).catch(() => null)).toMatchObject({ "gpu.usage": 50 });
});

test("a tool that ends again and again is missed without a word of success in between", async () => {
  // Measures once; started again, it finds its driver changed.
  const once = '[ -e "$0.once" ] && exit 18; touch "$0.once"; echo 0, 50, 512, 2048, 50; sleep 0.1; exit 3';
  const sampler = fakeNvidiaSmi([], once);
  await sampler.probe();
  await expect.poll(() => reading(sampler).then(() => "", String)).toContain("ended with exit code 3");
  const answers: string[] = [];
  await expect
    .poll(async () => {
      answers.push(await reading(sampler).then(() => "measured", String));
      return answers.at(-1);
    })
    .toContain("ended with exit code 18");
  expect(answers).not.toContain("measured");
});

test("a tool that has not said anything yet is ended when measuring ends", async () => {
  const { folder } = makeMachine(onTestFinished);
  const sampler = fakeNvidiaSmi([], `echo $$ > ${folder}/pid; sleep 0.5; echo 0, 50, 512, 2048, 50; exec sleep 60`);
  const probing = sampler.probe();
  const pid = () => Number(readFileSync(`${folder}/pid`, "utf8"));
  await expect.poll(() => existsSync(`${folder}/pid`) && pid() > 0).toBe(true);
  sampler.close();
  expect((await probing).some(({ available }) => available)).toBe(false);
  await expect.poll(() => existsSync(`/proc/${pid()}`)).toBe(false);
});
