export type { PathAnswer } from "./answer-path.ts";
export { answerPath } from "./answer-path.ts";
export { byVersionPriority } from "./version-priority.ts";
export { isBuiltInGroup, subresourceVerbs } from "./groups.ts";
