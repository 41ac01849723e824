package main

import (
	"net/http"
	"sync/atomic"
)

// counted adds `GET /seen` to a service: how many requests reached it since its start, but for that one and health
// checks. Whoever stands before the service can be held to the number.
func counted(service http.Handler) http.Handler {
	var seen atomic.Int64
	return http.HandlerFunc(func(writer http.ResponseWriter, request *http.Request) {
		switch request.URL.Path {
		case "/seen":
			answer(writer, http.StatusOK, map[string]int64{"requests": seen.Load()})
			return
		case "/healthz":
		default:
			seen.Add(1)
		}
		service.ServeHTTP(writer, request)
	})
}
