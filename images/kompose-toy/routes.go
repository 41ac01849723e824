package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/coder/websocket"
)

func answer(writer http.ResponseWriter, status int, body any) {
	writer.Header().Set("Content-Type", "application/json")
	writer.WriteHeader(status)
	if err := json.NewEncoder(writer).Encode(body); err != nil {
		log.Print(err)
	}
}

func refuse(writer http.ResponseWriter, err error) {
	answer(writer, http.StatusBadRequest, map[string]string{"error": err.Error()})
}

// routes are what the service answers:
//
//	GET  /                        its version and greeting
//	GET  /healthz                 200, or 503 for ever where BROKEN=1
//	GET  /slow?for=2s             the same as /, and takes that long
//	*    /whoami                  what came of the request: method, host, remote address, headers; and the greeting
//	GET  /status/{code}           that status
//	GET  /bytes?size=N            that many bytes, streamed
//	POST /upload                  how many bytes came, and their SHA-256
//	GET  /events?count=N&every=1s server-sent events
//	GET  /ws                      a WebSocket that echoes, until `stop` is done
func routes(stop context.Context) http.Handler {
	about := map[string]string{"version": os.Getenv("VERSION"), "greeting": os.Getenv("GREETING")}
	routes := http.NewServeMux()
	routes.HandleFunc("GET /{$}", func(writer http.ResponseWriter, _ *http.Request) {
		answer(writer, http.StatusOK, about)
	})
	routes.HandleFunc("GET /slow", func(writer http.ResponseWriter, request *http.Request) {
		wait, err := time.ParseDuration(request.URL.Query().Get("for"))
		if err != nil {
			refuse(writer, err)
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
	routes.HandleFunc("/whoami", func(writer http.ResponseWriter, request *http.Request) {
		answer(writer, http.StatusOK, map[string]any{
			"greeting": os.Getenv("GREETING"),
			"method":   request.Method,
			"target":   request.RequestURI,
			"host":     request.Host,
			"remote":   request.RemoteAddr,
			"headers":  request.Header,
		})
	})
	routes.HandleFunc("GET /status/{code}", func(writer http.ResponseWriter, request *http.Request) {
		code, err := strconv.Atoi(request.PathValue("code"))
		if err != nil || code < 200 || code > 599 {
			refuse(writer, fmt.Errorf("no status of an answer: %s", request.PathValue("code")))
			return
		}
		writer.WriteHeader(code)
	})
	routes.HandleFunc("GET /bytes", func(writer http.ResponseWriter, request *http.Request) {
		size, err := strconv.ParseInt(request.URL.Query().Get("size"), 10, 64)
		if err != nil || size < 0 {
			refuse(writer, fmt.Errorf("size is no number of bytes: %s", request.URL.Query().Get("size")))
			return
		}
		writer.Header().Set("Content-Type", "application/octet-stream")
		// An error here is a client that went away.
		_, _ = io.CopyN(writer, zeros{}, size)
	})
	routes.HandleFunc("POST /upload", func(writer http.ResponseWriter, request *http.Request) {
		hash := sha256.New()
		count, err := io.Copy(hash, request.Body)
		if err != nil {
			refuse(writer, err)
			return
		}
		answer(writer, http.StatusOK, map[string]any{"bytes": count, "sha256": hex.EncodeToString(hash.Sum(nil))})
	})
	routes.HandleFunc("GET /events", events)
	routes.HandleFunc("GET /ws", func(writer http.ResponseWriter, request *http.Request) {
		echo(stop, writer, request)
	})
	return routes
}

type zeros struct{}

func (zeros) Read(buffer []byte) (int, error) {
	clear(buffer)
	return len(buffer), nil
}

func events(writer http.ResponseWriter, request *http.Request) {
	query := request.URL.Query()
	count, err := strconv.Atoi(query.Get("count"))
	if err != nil {
		refuse(writer, err)
		return
	}
	every, err := time.ParseDuration(query.Get("every"))
	if err != nil {
		refuse(writer, err)
		return
	}
	writer.Header().Set("Content-Type", "text/event-stream")
	writer.Header().Set("Cache-Control", "no-store")
	control := http.NewResponseController(writer)
	for number := 1; number <= count; number++ {
		fmt.Fprintf(writer, "id: %d\ndata: %s\n\n", number, time.Now().UTC().Format(time.RFC3339Nano))
		if control.Flush() != nil {
			return
		}
		if number == count {
			return
		}
		select {
		case <-request.Context().Done():
			return
		case <-time.After(every):
		}
	}
}

func echo(stop context.Context, writer http.ResponseWriter, request *http.Request) {
	// Whoever may use it from elsewhere is a question to what stands before this service.
	connection, err := websocket.Accept(writer, request, &websocket.AcceptOptions{OriginPatterns: []string{"*"}})
	if err != nil {
		return
	}
	defer connection.CloseNow()
	defer context.AfterFunc(stop, func() { _ = connection.Close(websocket.StatusGoingAway, "draining") })()
	for {
		kind, message, err := connection.Read(context.Background())
		if err != nil || connection.Write(context.Background(), kind, message) != nil {
			return
		}
	}
}
