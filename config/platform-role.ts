/** What people may do on the platform; each includes those after it. */
export const platformRoles = ["admin", "editor", "viewer"] as const;

/** A role of the platform: whoever has one has those below it too. */
export type PlatformRole = (typeof platformRoles)[number];
