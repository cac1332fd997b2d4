import { expect, test } from "vitest";
import { scanQuantity } from "../syntax/scan-quantity.ts";
import { builtInMetrics } from "./metrics.ts";
import { typicalLimit } from "./typical-limits.ts";
import { dimensions } from "./units.ts";

test("every limit is a quantity of its metric's dimension, inside of its range", () => {
  for (const metric of builtInMetrics) {
    const text = typicalLimit(metric);
    if (metric.dimension === "bool" || metric.dimension === "text") expect(text, metric.name).toBeNull();
    else {
      const { value, dimension, end, problem } = scanQuantity(text!, 0);
      expect({ end, problem }, metric.name).toEqual({ end: text!.length, problem: null });
      if (dimension === null) expect(dimensions[metric.dimension].acceptsPlainNumber, metric.name).toBe(true);
      else expect(dimension, metric.name).toBe(metric.dimension);
      expect(value, metric.name).toBeGreaterThan(metric.range[0] ?? -Infinity);
      expect(value, metric.name).toBeLessThan(metric.range[1] ?? Infinity);
    }
  }
});
