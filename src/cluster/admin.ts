import type { User } from "../api/index.ts";

/** Who the parties of a cluster are to its apiserver. */
export const ADMIN: User = { name: "system:admin", groups: ["system:masters"] };
