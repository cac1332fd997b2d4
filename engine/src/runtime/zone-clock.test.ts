import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { zoneClock } from "./zone-clock.ts";

const hour = 3_600_000;
const clock = new URL("./zone-clock.ts", import.meta.url).href;

/** Prints the first moment of three years, asked in quarters of an hour, at which the two clocks of a zone differ. */
const comparison = `
const { setOwnZone, zoneClock } = await import(${JSON.stringify(clock)});
const byIntl = zoneClock(process.env.TZ);
setOwnZone(process.env.TZ);
const byDate = zoneClock(process.env.TZ);
for (let wall = Date.UTC(2025, 0, 1); wall < Date.UTC(2028, 0, 1); wall += 900_000) {
  if (byDate(wall) === byIntl(wall)) continue;
  console.log(new Date(wall).toISOString(), byDate(wall), byIntl(wall));
  break;
}
console.log("compared");
`;

describe("the clock of a zone", () => {
  it.each([
    ["Europe/Berlin", "2026-03-29T00:59:59.999Z", 1, "2026-03-29T01:00:00Z", 2],
    ["America/St_Johns", "2026-07-01T12:00:00Z", -2.5, "2026-12-01T12:00:00Z", -3.5],
    ["Asia/Kathmandu", "2026-07-01T12:00:00Z", 5.75, "2026-12-01T12:00:00Z", 5.75],
    ["UTC", "2026-07-01T12:00:00Z", 0, "2026-12-01T12:00:00Z", 0],
  ])("of %s follows its changes", (zone, before, hoursBefore, after, hoursAfter) => {
    const local = zoneClock(zone);
    expect(local(Date.parse(before)) - Date.parse(before)).toBe(hoursBefore * hour);
    expect(local(Date.parse(after)) - Date.parse(after)).toBe(hoursAfter * hour);
  });

  it.each(["Europe/Berlin", "Australia/Lord_Howe", "America/Santiago"])("of %s tells the same by Date", (zone) => {
    const env = { ...process.env, TZ: zone };
    const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", comparison], { env });
    expect(`${stdout}${stderr}`).toBe("compared\n");
  });

  it("refuses a zone that is not known", () => {
    expect(() => zoneClock("Europe/Nowhere")).toThrow(RangeError);
  });
});
