import { expect, onTestFinished, test } from "vitest";
import { type Machine, makeMachine, reading, reasonFor } from "../testing/machine.ts";
import { diskIoSampler } from "./disk-io.ts";
import { networkSamplers } from "./network.ts";

const headings = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
`;

/** Interfaces with bytes and packets received, bytes and packets sent. */
function netDev(interfaces: Readonly<Record<string, readonly [number, number, number, number]>>): string {
  const lines = Object.entries(interfaces).map(
    ([name, [received, packetsIn, sent, packetsOut]]) =>
      `${name.padStart(6)}: ${received} ${packetsIn} 0 0 0 0 0 0 ${sent} ${packetsOut} 0 0 0 0 0 0\n`,
  );
  return headings + lines.join("");
}

function networkOn(machine: Machine) {
  const [traffic, retransmits] = networkSamplers(machine.surroundings);
  onTestFinished(() => {
    traffic!.close();
    retransmits!.close();
  });
  return { traffic: traffic!, retransmits: retransmits! };
}

test("traffic is summed over interfaces, loopback left out", async () => {
  const machine = makeMachine(onTestFinished, {
    "proc/net/dev": netDev({ lo: [5000, 50, 5000, 50], eth0: [1000, 10, 100, 1], wlan0: [0, 0, 0, 0] }),
  });
  const { traffic } = networkOn(machine);
  expect(await reasonFor(traffic, "network.received")).toBeNull();
  machine.pass(2000);
  machine.write(
    "proc/net/dev",
    netDev({ lo: [9000, 90, 9000, 90], eth0: [3000, 30, 500, 5], wlan0: [400, 4, 200, 2] }),
  );
  expect(await reading(traffic)).toEqual({
    "network.received": 1200,
    "network.packets_received": 12,
    "network.sent": 300,
    "network.packets_sent": 3,
  });
});

test("an interface that comes up brings no burst", async () => {
  const machine = makeMachine(onTestFinished, { "proc/net/dev": netDev({ eth0: [1000, 10, 100, 1] }) });
  const { traffic } = networkOn(machine);
  await traffic.probe();
  machine.pass(1000);
  machine.write("proc/net/dev", netDev({ eth0: [1100, 11, 200, 2], tun0: [8e9, 8e6, 8e9, 8e6] }));
  expect(await reading(traffic)).toMatchObject({ "network.received": 100, "network.sent": 100 });
});

test("counters near the end of 64 bits still give a rate", async () => {
  const machine = makeMachine(onTestFinished, { "proc/net/dev": netDev({}) });
  const line = (bytes: string) => `${headings}  eth0:${bytes} 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n`;
  machine.write("proc/net/dev", line("18446744073600000000"));
  const { traffic } = networkOn(machine);
  await traffic.probe();
  machine.pass(1000);
  machine.write("proc/net/dev", line("18446744073700000000"));
  const received = (await reading(traffic))["network.received"];
  expect(received).toBeGreaterThan(0.9999e8);
  expect(received).toBeLessThan(1.0001e8);
});

test("a machine with loopback alone says so", async () => {
  const { traffic } = networkOn(makeMachine(onTestFinished, { "proc/net/dev": netDev({ lo: [1, 1, 1, 1] }) }));
  expect(await reasonFor(traffic, "network.sent")).toContain("no interface but loopback");
});

const snmp = (columns: string, values: string) =>
  `Ip: Forwarding\nIp: 1\nTcp: ${columns}\nTcp: ${values}\nUdp: A\nUdp: 1\n`;

test("retransmissions are found by the column's name", async () => {
  const machine = makeMachine(onTestFinished, {
    "proc/net/snmp": snmp("MaxConn New RetransSegs InErrs", "-1 5 100 3"),
  });
  const { retransmits } = networkOn(machine);
  expect(await reasonFor(retransmits, "network.retransmits")).toBeNull();
  machine.pass(1000);
  machine.write("proc/net/snmp", snmp("MaxConn New RetransSegs InErrs", "-1 9 107 3"));
  expect(await reading(retransmits)).toEqual({ "network.retransmits": 7 });
});

test("a kernel without that column, or without TCP, is told by name", async () => {
  const machine = makeMachine(onTestFinished, { "proc/net/snmp": snmp("MaxConn InErrs", "-1 3") });
  const { retransmits } = networkOn(machine);
  expect(await reasonFor(retransmits, "network.retransmits")).toContain("no column RetransSegs");
  machine.pass(1000);
  machine.write("proc/net/snmp", "Ip: Forwarding\nIp: 1\n");
  expect(() => retransmits.sample(0, () => {})).toThrow('has no "Tcp:" lines');
});

const sectors = (major: number, minor: number, name: string, read: number, written: number) =>
  `${String(major).padStart(4)} ${String(minor).padStart(7)} ${name} 11 22 ${read} 33 44 55 ${written} 66 0 77 88 0 0 0 0\n`;

test("disks count whole and once: no partitions, no loops, nothing stacked upon them", async () => {
  const diskstats = (factor: number) =>
    sectors(8, 0, "sda", 100 * factor, 10 * factor) +
    sectors(8, 1, "sda1", 100 * factor, 10 * factor) +
    sectors(259, 0, "nvme0n1", 200 * factor, 20 * factor) +
    sectors(253, 0, "dm-0", 300 * factor, 30 * factor) +
    sectors(9, 127, "md127", 300 * factor, 30 * factor) +
    sectors(7, 0, "loop0", 400 * factor, 40 * factor) +
    sectors(252, 0, "zram0", 500 * factor, 50 * factor);
  const machine = makeMachine(onTestFinished, { "proc/diskstats": diskstats(1) });
  for (const disk of ["sda", "nvme0n1"]) machine.write(`sys/block/${disk}/device/model`, "a disk\n");
  for (const other of ["dm-0", "md127", "loop0", "zram0"]) machine.write(`sys/block/${other}/size`, "1\n");
  const sampler = diskIoSampler(machine.surroundings);
  onTestFinished(() => sampler.close());
  expect(await reasonFor(sampler, "disk.read")).toBeNull();
  machine.pass(1000);
  machine.write("proc/diskstats", diskstats(3));
  expect(await reading(sampler)).toEqual({ "disk.read": 600 * 512, "disk.write": 60 * 512 });
});

test("where /sys does not tell, whole disks are known by their names", async () => {
  const diskstats = (factor: number) =>
    sectors(254, 0, "vda", 100 * factor, 10 * factor) + sectors(254, 1, "vda1", 100 * factor, 10 * factor);
  const machine = makeMachine(onTestFinished, { "proc/diskstats": diskstats(1) });
  const sampler = diskIoSampler(machine.surroundings);
  onTestFinished(() => sampler.close());
  await sampler.probe();
  machine.pass(1000);
  machine.write("proc/diskstats", diskstats(2));
  expect(await reading(sampler)).toEqual({ "disk.read": 51_200, "disk.write": 5120 });
});

test("a device number that passes from a partition to a disk is judged anew", async () => {
  const machine = makeMachine(onTestFinished, { "proc/diskstats": sectors(259, 3, "nvme0n1p1", 50, 50) });
  const sampler = diskIoSampler(machine.surroundings);
  onTestFinished(() => sampler.close());
  expect(await reasonFor(sampler, "disk.read")).toContain("no physical disk");
  for (const read of [1000, 1100]) {
    machine.pass(1000);
    machine.write("proc/diskstats", sectors(259, 3, "nvme1n1", read, 50));
    await expect(reading(sampler)).resolves.toEqual(read === 1000 ? {} : { "disk.read": 51_200, "disk.write": 0 });
  }
});
