/** What the policies about where images come from let pass and stop. */
import * as policies from "../../../policy/domains/supply.ts";
import type { Fixtures } from "../support/fixtures.ts";
import { unknown } from "../support/judge.ts";

const hex = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0";
const digest = `sha256:${hex}`;

/** An image in each of the ways to name one. */
const runs = (to: unknown) => ({ on: "web", set: "image", to }) as const;
const serves = (to: unknown) => ({ on: "job", set: "taskSpec.containerSpec.image", to }) as const;
const pulls = (to: unknown) => ({ on: "image", set: "name", to }) as const;
const other = (type: string, to: object) => ({ on: "image", set: "resource", to: { type, props: to } }) as const;
const builds = (imageName: unknown) => other("docker:index/image:Image", { imageName });
const pushes = (name?: string) => other("docker:index/registryImage:RegistryImage", { name });

/** By its id it is judged where it was named. */
const byId = [runs(digest), runs(hex), serves(digest)];
const undecided = [
  { ...runs(unknown.text), names: ".image" },
  { ...pulls(unknown.text), names: ".name" },
];

export const supply: readonly Fixtures[] = [
  {
    policy: policies.imageByDigest,
    passes: [...byId, runs(`postgres@${digest}`), builds("web:1.2.3"), pushes("web:1.2.3"), pushes()],
    fails: [
      { ...runs("postgres:18.6"), says: "runs postgres:18.6, which has no digest" },
      { ...runs("postgres"), says: "runs postgres, which has no digest" },
      { ...runs("postgres:18.6@sha256:0f1e"), says: "runs postgres:18.6@sha256:0f1e, which has no digest" },
      { ...runs(`postgres@${digest}:18.6`), says: `runs postgres@${digest}:18.6, which has no digest` },
      // An engine takes it for a name, since it is too long or too short for an id.
      { ...runs(`${hex}0`), says: `runs ${hex}0, which has no digest` },
      { ...runs(`0${digest}`), says: `runs 0${digest}, which has no digest` },
      { ...runs(hex.slice(0, 12)), says: `runs ${hex.slice(0, 12)}, which has no digest` },
      { ...serves("job:1.2.3"), says: "runs job:1.2.3, which has no digest" },
      { ...pulls("docker.io/library/web:1.2.3"), says: "pulls docker.io/library/web:1.2.3, which has no digest" },
    ],
    undecided,
  },
  {
    policy: policies.noLatestImage,
    passes: [
      ...byId,
      runs("postgres:18.6"),
      runs(`postgres@${digest}`),
      runs("registry.example.org:5000/latest/web:1.2.3"),
      runs("postgres:latestage"),
      runs("postgres:prelatest"),
      builds("web:1.2.3"),
      pushes(),
    ],
    fails: [
      { ...runs("postgres"), says: "runs postgres, which has no version" },
      { ...runs("postgres:latest"), says: "runs postgres:latest, which is whatever is latest" },
      { ...runs("postgres:alpine-latest"), says: "runs postgres:alpine-latest, which is whatever is latest" },
      { ...runs("postgres:latest-alpine"), says: "runs postgres:latest-alpine, which is whatever is latest" },
      { ...runs(`web:latest@${digest}`), says: `runs web:latest@${digest}, which is whatever is latest` },
      { ...runs("localhost:5000/web"), says: "runs localhost:5000/web, which has no version" },
      { ...serves("job:latest"), says: "runs job:latest, which is whatever is latest" },
      { ...pulls("web"), says: "pulls web, which has no version" },
      { ...builds("web"), says: "builds web, which has no version" },
      { ...pushes("web:latest"), says: "pushes web:latest, which is whatever is latest" },
    ],
    undecided,
  },
  {
    policy: policies.allowedRegistries,
    passes: [
      ...byId,
      ...["postgres:18.6", "library/postgres", "docker.io/postgres", "docker.io/library/postgres"].map(runs),
      { ...runs("acme/web:1"), options: { registries: ["docker.io/acme"] } },
      { ...runs("docker.io/acme/web:1"), options: { registries: ["docker.io/acme"] } },
      { ...runs("quay.io/keycloak/keycloak:26"), options: { registries: ["a", "quay.io"] } },
      { ...runs("quay.io/keycloak/keycloak:26"), options: { registries: ["quay.io/keycloak"] } },
      { ...runs(`quay.io/keycloak/keycloak@${digest}`), options: { registries: ["quay.io/keycloak/keycloak"] } },
      { ...runs("localhost/web"), options: { registries: ["localhost"] } },
      { ...runs("registry:5000/web"), options: { registries: ["registry:5000"] } },
      pushes(),
    ],
    fails: [
      { ...runs("acme/web:1"), says: "runs acme/web:1, which is in none of docker.io/library" },
      { ...runs("quay.io/web:1"), says: "runs quay.io/web:1, which is in none of docker.io/library" },
      { ...runs("localhost/web:1"), says: "runs localhost/web:1, which is in none of docker.io/library" },
      { ...runs("quay.io/library/web"), says: "runs quay.io/library/web, which is in none of docker.io/library" },
      { ...runs("docker.io/acme/web"), says: "runs docker.io/acme/web, which is in none of docker.io/library" },
      {
        ...runs("quay.io/keycloak-fork/keycloak"),
        options: { registries: ["quay.io/keycloak", "docker.io"] },
        says: "runs quay.io/keycloak-fork/keycloak, which is in none of quay.io/keycloak, docker.io",
      },
      {
        ...runs("example.org/quay.io/web"),
        options: { registries: ["quay.io"] },
        says: "runs example.org/quay.io/web, which is in none of quay.io",
      },
      { ...serves("acme/job:1"), says: "runs acme/job:1, which is in none of docker.io/library" },
      { ...pulls("acme/web:1"), says: "pulls acme/web:1, which is in none of docker.io/library" },
      { ...builds("acme/web:1"), says: "builds acme/web:1, which is in none of docker.io/library" },
      { ...pushes("acme/web:1"), says: "pushes acme/web:1, which is in none of docker.io/library" },
    ],
    undecided,
  },
  {
    policy: policies.noStandInImage,
    passes: [
      ...byId,
      // Words that only begin or end like one.
      ...[
        "acme/mockingbird:1",
        "acme/mock5",
        "acme/hammock:1",
        "acme/fakes",
        "counterexample",
        "acme/2fake",
        "web:1.fakes",
      ].map(runs),
      { ...runs("acme/mock:1"), options: { standIns: ["fake"] } },
      { ...runs("localhost/web:1"), options: { builtHere: [] } },
      runs("registry.example.org/web:1"),
      pushes(),
    ],
    fails: [
      ...(
        ["stand-in", "standin", "dummy", "fake", "mock", "stub", "placeholder", "example", "hello-world"] as const
      ).map((word) => ({ ...runs(`acme/${word}:1`), says: `runs acme/${word}:1, which is a ${word}` })),
      { ...runs("acme/mail_mock"), says: "runs acme/mail_mock, which is a mock" },
      { ...runs("acme/mock-mail"), says: "runs acme/mock-mail, which is a mock" },
      { ...runs("acme/web:1-Dummy"), says: "runs acme/web:1-Dummy, which is a dummy" },
      { ...runs("toy"), options: { standIns: ["toy"] }, says: "runs toy, which is a toy" },
      { ...runs("localhost/web:1"), says: "runs localhost/web:1, which was built on the spot" },
      {
        ...runs("acme/web:1"),
        options: { builtHere: ["docker.io/acme"] },
        says: "runs acme/web:1, which was built on the spot",
      },
      { ...serves("acme/fake:1"), says: "runs acme/fake:1, which is a fake" },
      { ...pulls("hello-world"), says: "pulls hello-world, which is a hello-world" },
      { ...builds("acme/fake:1"), says: "builds acme/fake:1, which is a fake" },
    ],
    undecided,
  },
];
