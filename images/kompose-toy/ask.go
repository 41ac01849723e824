package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

// ask asks for url again and again, each time on a new connection and by a new look-up of its name, as a busy
// neighbour would, until it gets SIGTERM. It prints a line an answer: the status and the body, or the error.
func ask(url string, interval time.Duration) {
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 5 * time.Second}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM)
	for {
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
		select {
		case <-stop:
			return
		case <-time.After(interval):
		}
	}
}
