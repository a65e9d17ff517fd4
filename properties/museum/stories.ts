import { readFileSync } from "node:fs";
import { readStory, type Story } from "../../src/explore/index.ts";

/** Where the shortest story of a mutant is kept. */
export function storyUrl(mutant: string): URL {
  return new URL(`stories/${mutant}.json`, import.meta.url);
}

/** @throws when it was never saved: `npm run museum` looks for it */
export function savedStory(mutant: string): Story {
  try {
    return readStory(readFileSync(storyUrl(mutant), "utf8"));
  } catch (cause) {
    throw new Error(`museum: no story of ${mutant}; find one with: npm run museum -- ${mutant}`, { cause });
  }
}
