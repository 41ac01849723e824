package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

// ask asks for url again and again, each time on a new connection and by a new look-up of its name, as a busy
// neighbour would, until it gets SIGTERM. It prints a line an answer: the status and the body, or the error; and in
// the end how long the slowest took.
func ask(url string, interval time.Duration) {
	// Two addresses share the time-out, and none gets less than two seconds (net.Dialer): one that does not answer
	// costs those.
	dialer := net.Dialer{Timeout: 4 * time.Second}
	client := http.Client{
		Transport: &http.Transport{DisableKeepAlives: true, DialContext: dialer.DialContext},
		Timeout:   10 * time.Second,
	}
	slowest := time.Duration(0)
	defer func() { fmt.Println("slowest", slowest.Round(time.Millisecond)) }()
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM)
	for {
		started := time.Now()
		response, err := client.Get(url)
		if err != nil {
			fmt.Println("error", err)
		} else {
			body, err := io.ReadAll(response.Body)
			response.Body.Close()
			if err != nil {
				fmt.Println("error", err)
			} else {
				fmt.Println(response.StatusCode, strings.TrimSpace(string(body)))
			}
		}
		slowest = max(slowest, time.Since(started))
		select {
		case <-stop:
			return
		case <-time.After(interval):
		}
	}
}
