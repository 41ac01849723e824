// Package ext stands in for a module that exists only inside Traefik's own repository, by a local replacement there.
// It is empty there too: a place for extensions of Traefik's configuration.
package ext

// HTTP extends the HTTP configuration by nothing.
type HTTP struct{}

// DeepCopyInto copies nothing.
func (*HTTP) DeepCopyInto(*HTTP) {}

// Router extends a router by nothing.
type Router struct{}

// DeepCopyInto copies nothing.
func (*Router) DeepCopyInto(*Router) {}
