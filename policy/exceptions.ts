/** Resources that a policy lets pass, each for a reason, and which of them were needed. */

/** A resource that may violate a policy. It stands in the configuration of that policy. */
export interface Exception {
  /** The resource's name in the program. */
  resource: string;
  /** Why that is right, for whoever reads the configuration next. */
  reason: string;
}

/** Exceptions by policy and resource; true for those that a violation, or an unknown value, was met for. */
const ledger = new Map<string, Map<string, boolean>>();

/** Notes which exceptions a policy is configured with, once it is asked about anything. */
export function declare(policy: string, exceptions: readonly Exception[]): void {
  if (ledger.has(policy)) return;
  ledger.set(policy, new Map(exceptions.map(({ resource }) => [resource, false])));
}

/** Whether a policy has an exception for a resource. It then counts as needed. */
export function excused(policy: string, resource: string): boolean {
  const declared = ledger.get(policy);
  if (!declared?.has(resource)) return false;
  declared.set(resource, true);
  return true;
}

/** Every exception that nothing needed, as pairs of policy and resource. */
export function unused(): [policy: string, resource: string][] {
  return [...ledger].flatMap(([policy, declared]) =>
    [...declared].flatMap(([resource, used]): [string, string][] => (used ? [] : [[policy, resource]])),
  );
}

/** Forgets everything: the pack judges one program a process, its tests many. */
export function forget(): void {
  ledger.clear();
}
