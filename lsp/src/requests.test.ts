import { expect, test, vi } from "vitest";
import { createRequests } from "./requests.ts";

test("a request is awaited until it is answered, or for a moment where it is kept open", () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  try {
    const requests = createRequests();
    expect(requests.isAwaited()).toBe(false);
    const end = requests.begin();
    const endOther = requests.begin();
    end();
    expect(requests.isAwaited()).toBe(true);
    endOther();
    expect(requests.isAwaited()).toBe(false);
    requests.begin();
    vi.advanceTimersByTime(99);
    expect(requests.isAwaited()).toBe(true);
    vi.advanceTimersByTime(2);
    expect(requests.isAwaited()).toBe(false);
  } finally {
    vi.useRealTimers();
  }
});
