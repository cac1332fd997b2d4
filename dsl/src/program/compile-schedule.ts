/** Schedules as the program has them: days as lists, times as minutes. */

import type { DayRange, ScheduleDeclaration } from "../syntax/ast.ts";
import type { ProgramSchedule } from "./program.ts";

const everyDay = [0, 1, 2, 3, 4, 5, 6];

export function compileSchedule(declaration: ScheduleDeclaration): ProgramSchedule {
  const spans = declaration.spans.map((span) => ({
    days: span.days.length === 0 ? everyDay : [...new Set(span.days.flatMap(daysOf))].sort(),
    start: span.times?.start ?? 0,
    end: span.times?.end ?? 24 * 60,
  }));
  return { name: declaration.name.text, zone: declaration.zone?.value ?? null, spans };
}

/** `fri-mon` wraps: 4, 5, 6, 0. */
function daysOf({ first, last }: DayRange): number[] {
  const length = ((last - first + 7) % 7) + 1;
  return Array.from({ length }, (_, index) => (first + index) % 7);
}
