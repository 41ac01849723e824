// A toy service for tests, and its customers: `kompose-toy ask URL INTERVAL` asks a service again and again,
// `kompose-toy hold ADDRESS COUNT DURATION` keeps many connections open. On SIGTERM the service finishes what it was
// asked and exits 0.
package main

import (
	"context"
	"errors"
	"flag"
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

// words parses a command's options, which may stand anywhere, and returns its other words, which must be `count`.
func words(flags *flag.FlagSet, usage string, count int) []string {
	flags.Usage = func() {
		log.Printf("usage: kompose-toy %s", usage)
		flags.PrintDefaults()
	}
	found := []string{}
	for rest := os.Args[2:]; ; {
		_ = flags.Parse(rest) // It exits by itself.
		if flags.NArg() == 0 {
			break
		}
		found = append(found, flags.Arg(0))
		rest = flags.Args()[1:]
	}
	if len(found) != count {
		flags.Usage()
		os.Exit(2)
	}
	return found
}

func duration(text string) time.Duration {
	value, err := time.ParseDuration(text)
	if err != nil {
		log.Fatal(err)
	}
	return value
}

func serve() {
	stop, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer cancel()
	server := &http.Server{Addr: net.JoinHostPort("", setting("PORT", "8080")), Handler: counted(routes(stop))}
	drained := make(chan error, 1)
	go func() {
		<-stop.Done()
		log.Print("draining")
		drained <- server.Shutdown(context.Background())
	}()
	log.Printf("kompose-toy %s on %s", os.Getenv("VERSION"), server.Addr)
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

func main() {
	command := ""
	if len(os.Args) > 1 {
		command = os.Args[1]
	}
	switch command {
	case "":
		serve()
	case "ask":
		askCommand()
	case "hold":
		holdCommand()
	default:
		log.Fatalf("no such command: %s", command)
	}
}
