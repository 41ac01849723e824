/** One party of the platform that talks to another, as diagrams and pages show it. */
export interface Connection {
  /** The name of the service or client that opens the connection. */
  from: string;
  /** The name of the service that answers. */
  to: string;
  /** What they speak: `PostgreSQL`, `Redis`, `MQTT` or `HTTP`. */
  over: string;
  /** What for, in a few words: `database linkwarden`. */
  purpose: string;
  /** The name of the generated secret it signs in with, never the secret itself. Absent: it needs none. */
  credential?: string;
}
