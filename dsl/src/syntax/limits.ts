/** How much of one thing a policy may hold. What goes beyond is reported, so that no reader ends its stack or its patience. */

/** Parentheses and calls of an expression in each other. */
export const depthLimit = 100;
/** Operators of one expression. */
export const operatorLimit = 1000;
/** Characters of one pattern of `match`. Every process is held against it at every look. */
export const patternLimit = 1000;
/** Bodies in a row of `extends`. Each holds all that it inherits. */
export const extendsLimit = 1000;
