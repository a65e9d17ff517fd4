import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { replayStory, tellStory } from "../../src/explore/index.ts";

/** Stories that once broke a law of ours. They must hold for ever. */
const directory = new URL("stories/", import.meta.url);
const stories = readdirSync(directory).filter((name) => name.endsWith(".json")).sort();

test.each(stories)("%s holds", (name) => {
  const { story, record } = replayStory(readFileSync(new URL(name, directory), "utf8"));
  const broken = record.laws.flatMap(({ violations }) => violations.map(({ law, subject, message }) => `${law}: ${subject}: ${message}`));
  expect(broken, tellStory(story.scenario).join("\n")).toEqual([]);
});
