/** Resources that a policy lets pass, each for a reason, and which of them were needed. */

/** A resource that may violate a policy. It stands in the configuration of that policy. */
export interface Exception {
  /** The resource's name in the program. */
  resource: string;
  /** Why that is right, for whoever reads the configuration next. */
  reason: string;
}

/** Every exception that was met, and whether a violation, or an unknown value, was met that needs it. */
const ledger = new Map<string, { policy: string; resource: string; needed: boolean }>();

const key = (policy: string, resource: string) => `${policy} ${resource}`;

/** Notes which exceptions a policy is configured with, once it is asked about anything. */
export function declare(policy: string, exceptions: readonly Exception[]): void {
  for (const { resource } of exceptions) {
    const place = key(policy, resource);
    if (!ledger.has(place)) ledger.set(place, { policy, resource, needed: false });
  }
}

/** Whether a policy has an exception for a resource. It then counts as needed. */
export function excused(policy: string, resource: string): boolean {
  const exception = ledger.get(key(policy, resource));
  if (exception === undefined) return false;
  exception.needed = true;
  return true;
}

/** Every exception that nothing needed, as pairs of policy and resource. */
export function unused(): [policy: string, resource: string][] {
  return [...ledger.values()].flatMap(({ policy, resource, needed }): [string, string][] =>
    needed ? [] : [[policy, resource]],
  );
}

/** Forgets everything: the pack judges one program a process, its tests many. */
export function forget(): void {
  ledger.clear();
}
