/** An image's program and version as people say them: `quay.io/keycloak/keycloak:26.7` is `keycloak 26.7`. */
export function program(image: string): string {
  const [, name = image, version] = /([^/:]+)(?::([^:@/]+))?(?:@.*)?$/.exec(image) ?? [];
  return version === undefined ? name : `${name} ${version}`;
}
