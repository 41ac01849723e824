/** What the page's server must know of the platform; everything else it serves without looking at it. */
export interface Site {
  /** The domain whose first page it is. Every other host is unknown to it. */
  domain: string;
  /** The environment whose containers it asks for. */
  environment: string;
  /** The services whose state it reports. */
  services: readonly string[];
  /** The roles that are said of somebody, each before those that it includes. */
  roles: readonly string[];
}
