export type { PathAnswer } from "./answer-path.ts";
export { answerPath } from "./answer-path.ts";
export { isBuiltInGroup, subresourceVerbs } from "./groups.ts";
