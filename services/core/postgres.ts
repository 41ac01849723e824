import { images } from "../../config/images.ts";
import { command, service } from "../../wiring/service.ts";

export const postgres = service({
  name: "core-postgres",
  image: images.postgres,
  user: "999:999",
  port: 5432,
  memory: "512MiB",
  cpus: 2,
  // Over TCP, which the server that sets up a new cluster does not listen on, and as a role that does not exist: it
  // is asked for a password, which is answer enough and nothing for the log.
  health: command("pg_isready", "--quiet", "--username=health", "--dbname=postgres", "--host=127.0.0.1"),
  command: ["postgres", "-c", "config_file=/run/secrets/postgresql.conf"],
  environment: { POSTGRES_PASSWORD_FILE: "/run/secrets/superuser-password" },
  // The image keeps each major version's cluster in a folder of its own below this path.
  data: { data: "/var/lib/postgresql" },
  tmpfs: ["/var/run/postgresql", "/tmp"],
  // SIGINT is PostgreSQL's "fast" shutdown: sessions are ended, a checkpoint is written.
  stop: { signal: "SIGINT", graceSeconds: 60 },
});
