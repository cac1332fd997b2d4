/** Routes of the contract as patterns for the router. */

/** `routePattern(apiRoutes.macroLevel(":id"))`: the contract encodes what stands in a path, colons too. */
export function routePattern(path: string): string {
  return path.replaceAll(/%3A(\w+)/g, ":$1");
}
