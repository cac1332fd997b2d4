/** One of several to choose: from a list, or from buttons in a row. */

import type { ComponentProps } from "preact";

/** Values with their texts. */
type Choices = readonly (readonly [value: string, text: string])[];

interface SelectProps extends Pick<ComponentProps<"select">, "class" | "disabled" | "aria-label"> {
  readonly choices: Choices;
  readonly value: string;
  readonly onChoose: (value: string, select: HTMLSelectElement) => void;
}

export function Select({ choices, onChoose, ...rest }: SelectProps) {
  return (
    <select {...rest} onChange={({ currentTarget }) => onChoose(currentTarget.value, currentTarget)}>
      {choices.map(([value, text]) => (
        <option key={value} value={value}>
          {text}
        </option>
      ))}
    </select>
  );
}

interface SegmentsProps {
  readonly label: string;
  readonly choices: Choices;
  /** Null: none of them. */
  readonly value: string | null;
  readonly onChoose: (value: string) => void;
}

export function Segments({ label, choices, value, onChoose }: SegmentsProps) {
  return (
    <fieldset class="segments" aria-label={label}>
      {choices.map(([each, text]) => (
        <button key={each} type="button" aria-pressed={each === value} onClick={() => onChoose(each)}>
          {text}
        </button>
      ))}
    </fieldset>
  );
}
