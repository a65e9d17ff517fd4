/**
 * dependency-cruiser reads TypeScript through the API of the compiler, which version 7 does not have.
 * Preloaded (`node --import`), this lets it find version 6 instead; everything else keeps version 7.
 */
import { registerHooks } from "node:module";

registerHooks({
  resolve: (specifier, context, next) => next(specifier.replace(/^typescript(?=$|\/)/, "typescript-6"), context),
});
