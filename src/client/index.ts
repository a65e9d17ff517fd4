export * from "./cache/index.ts";
export * from "./transport/index.ts";
export type { ClientConstants, ClientGates, ClientHabits, ClientProfile } from "./profile.ts";
export { clientProfile, clientProfiles, defaultClientProfile, withGates } from "./profile.ts";
