/**
 * Request headers by which programs are told where a request came from, or what it asked for. The door says both
 * itself, by `X-Forwarded-*` and `X-Real-Ip`, of which Traefik believes nobody but trusted proxies. These it knows
 * nothing of, and would pass on.
 */

/** An address that a client could claim: RFC 7239, and what content delivery networks and load balancers add. */
export const clientAddressHeaders: readonly string[] = [
  "Forwarded",
  "Forwarded-For",
  "X-Forwarded",
  "X-Original-Forwarded-For",
  "True-Client-Ip",
  "Cf-Connecting-Ip",
  "Cf-Connecting-Ipv6",
  "Cf-Pseudo-Ipv4",
  "Fastly-Client-Ip",
  "Fly-Client-Ip",
  "Client-Ip",
  "X-Client-Ip",
  "X-Cluster-Client-Ip",
  "X-Originating-Ip",
  "X-Remote-Ip",
  "X-Remote-Addr",
  "X-Proxyuser-Ip",
  "X-Appengine-User-Ip",
  "X-Azure-Clientip",
  "X-Envoy-External-Address",
];

/**
 * A host or a path in place of those that the route was chosen by: CVE-2018-14773, and "Practical Web Cache Poisoning"
 * (PortSwigger, 2018). `Proxy` becomes HTTP_PROXY in a CGI-like program: CVE-2016-5385.
 */
export const targetHeaders: readonly string[] = [
  "X-Original-Url",
  "X-Original-Uri",
  "X-Original-Host",
  "X-Rewrite-Url",
  "X-Host",
  "X-Http-Host-Override",
  "X-Forwarded-Path",
  "Proxy",
];
