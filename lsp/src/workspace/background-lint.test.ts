import { expect, test } from "vitest";
import { createBackgroundLint } from "./background-lint.ts";

test("a change that comes as the last look at all sets is ending is looked at too", async () => {
  let looks = 0;
  const lint = createBackgroundLint({
    baselines: { isKnown: () => true, load: async () => {}, forget: () => false, untold: (_, findings) => findings },
    abilities: { isKnown: () => true, ask: async () => {}, of: () => null, forget: () => {} },
    views() {
      looks += 1;
      const none = Promise.resolve([]);
      // When who has asked has just gone on.
      if (looks === 1) void none.then(() => null).then(() => lint.begin());
      return none;
    },
    today: () => "2027-01-01",
    isEnabled: async () => true,
    isUrgent: () => false,
    onFound: () => {},
    isAwaited: () => false,
    onIdle: () => {},
    log: () => {},
  });
  lint.begin();
  await expect.poll(() => looks).toBe(2);
});
