/** Exact fractions; every double is one. */

export interface Rational {
  readonly numerator: bigint;
  /** More than 0. In lowest terms only where it has grown large: reducing costs more than it saves. */
  readonly denominator: bigint;
}

export const zero: Rational = { numerator: 0n, denominator: 1n };
export const one: Rational = { numerator: 1n, denominator: 1n };

function greatestDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b];
  while (y >= exactly) [x, y] = [y, x % y];
  if (y === 0n) return x;
  // The rest in doubles, which are exact here and far quicker.
  let [more, less] = [Number(y), Number(x % y)];
  while (less !== 0) [more, less] = [less, more % less];
  return BigInt(more);
}

const exactly = 1n << 53n;

const large = 1n << 160n;

function fraction(numerator: bigint, denominator: bigint): Rational {
  if (numerator === 0n) return zero;
  if (denominator < 0n) return fraction(-numerator, -denominator);
  if (denominator < large) return { numerator, denominator };
  const divisor = greatestDivisor(numerator, denominator);
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}

const exact = new Map<number, Rational>();

/** The exact value of a finite double. */
export function rationalOf(double: number): Rational {
  if (!Number.isFinite(double)) throw new RangeError(`${double} is no fraction`);
  if (Number.isSafeInteger(double)) return { numerator: BigInt(double), denominator: 1n };
  let found = exact.get(double);
  if (found === undefined) {
    if (exact.size > 1000) exact.clear();
    found = split(double);
    exact.set(double, found);
  }
  return found;
}

function split(double: number): Rational {
  let mantissa = double;
  let shift = 0n;
  if (Number.isInteger(double)) return { numerator: BigInt(double), denominator: 1n };
  // Doubling is exact, and at most 1074 doublings make a whole number of any double.
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    shift += 1n;
  }
  return fraction(BigInt(mantissa), 1n << shift);
}

export function add(a: Rational, b: Rational): Rational {
  if (a.denominator === b.denominator) {
    if (a.denominator === 1n) return { numerator: a.numerator + b.numerator, denominator: 1n };
    return fraction(a.numerator + b.numerator, a.denominator);
  }
  return fraction(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);
}

export function negate(a: Rational): Rational {
  return { numerator: -a.numerator, denominator: a.denominator };
}

export function subtract(a: Rational, b: Rational): Rational {
  return add(a, negate(b));
}

export function multiply(a: Rational, b: Rational): Rational {
  return fraction(a.numerator * b.numerator, a.denominator * b.denominator);
}

/** `b` is not 0. */
export function divide(a: Rational, b: Rational): Rational {
  return fraction(a.numerator * b.denominator, a.denominator * b.numerator);
}

/** Negative, 0 or positive, as a is less, equal or more. */
export function compare(a: Rational, b: Rational): number {
  const left = a.numerator * b.denominator;
  const right = b.numerator * a.denominator;
  return left < right ? -1 : left > right ? 1 : 0;
}

export function isZero(a: Rational): boolean {
  return a.numerator === 0n;
}

/** A double near it, off by no more than a few units in the last place. */
export function doubleOf({ numerator, denominator }: Rational): number {
  const [above, below] = [Number(numerator), Number(denominator)];
  if (Number.isFinite(above) && Number.isFinite(below)) return above / below;
  const excess = numerator.toString(2).length - denominator.toString(2).length;
  const shift = 80 - excess;
  const scaled = shift >= 0 ? (numerator << BigInt(shift)) / denominator : numerator / (denominator << BigInt(-shift));
  return Number(scaled) * 2 ** -shift;
}
