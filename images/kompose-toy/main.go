// A toy service for tests. GET / says its version and greeting, GET /slow takes as long as `?for=2s` says, and
// GET /healthz answers 200, or 503 for ever where BROKEN=1. On SIGTERM it finishes what it was asked and
// exits 0. `kompose-toy ask URL INTERVAL` is its customer.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// linger is longer than anybody takes from looking up our address to knocking there.
const linger = time.Second

func setting(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}

func answer(writer http.ResponseWriter, status int, body any) {
	writer.Header().Set("Content-Type", "application/json")
	writer.WriteHeader(status)
	if err := json.NewEncoder(writer).Encode(body); err != nil {
		log.Print(err)
	}
}

func main() {
	if len(os.Args) == 4 && os.Args[1] == "ask" {
		interval, err := time.ParseDuration(os.Args[3])
		if err != nil {
			log.Fatal(err)
		}
		ask(os.Args[2], interval)
		return
	}
	about := map[string]string{"version": os.Getenv("VERSION"), "greeting": os.Getenv("GREETING")}
	routes := http.NewServeMux()
	routes.HandleFunc("GET /{$}", func(writer http.ResponseWriter, _ *http.Request) {
		answer(writer, http.StatusOK, about)
	})
	routes.HandleFunc("GET /slow", func(writer http.ResponseWriter, request *http.Request) {
		wait, err := time.ParseDuration(request.URL.Query().Get("for"))
		if err != nil {
			answer(writer, http.StatusBadRequest, map[string]string{"error": err.Error()})
			return
		}
		time.Sleep(wait)
		answer(writer, http.StatusOK, about)
	})
	routes.HandleFunc("GET /healthz", func(writer http.ResponseWriter, _ *http.Request) {
		if os.Getenv("BROKEN") == "1" {
			answer(writer, http.StatusServiceUnavailable, map[string]string{"status": "broken"})
			return
		}
		answer(writer, http.StatusOK, map[string]string{"status": "ok"})
	})

	server := &http.Server{Addr: net.JoinHostPort("", setting("PORT", "8080")), Handler: routes}
	stop, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer cancel()
	drained := make(chan error, 1)
	go func() {
		<-stop.Done()
		log.Print("draining")
		drained <- server.Shutdown(context.Background())
	}()
	log.Printf("kompose-toy %s on %s", about["version"], server.Addr)
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		log.Fatal(err)
	}
	if err := <-drained; err != nil {
		log.Fatal(err)
	}
	// With the process goes its network, and with that every answer to those who knock meanwhile: "refused" sends
	// them to the next address at once, silence would let them wait.
	time.Sleep(linger)
	log.Print("drained")
}
