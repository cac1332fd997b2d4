/** The seeded randomness of the language's tests, for those of the runtime. */

export { type Random, randomFrom } from "../../../../dsl/src/testing/random.ts";
