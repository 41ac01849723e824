package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"time"
)

// askCommand asks for a URL again and again, each time on a new connection and by a new look-up of its name, as a busy
// neighbour would, until it gets SIGTERM. It prints a line an answer: the status and the body, or the error; and in
// the end how long the slowest took.
func askCommand() {
	flags := flag.NewFlagSet("ask", flag.ExitOnError)
	trust := trustFlags(flags)
	connect := flags.String("connect", "", "go to this `host:port`, whatever the URL says")
	keepAlive := flags.Bool("keep-alive", false, "keep connections and use them again")
	parallel := flags.Int("parallel", 1, "how `many` ask at the same time")
	given := words(flags, "ask [options] URL INTERVAL", 2)

	// Two addresses share the time-out, and none gets less than two seconds (net.Dialer): one that does not answer
	// costs those.
	dialer := net.Dialer{Timeout: 4 * time.Second}
	client := http.Client{
		Transport: &http.Transport{
			DisableKeepAlives:   !*keepAlive,
			MaxIdleConnsPerHost: *parallel,
			TLSClientConfig:     trust.settings(),
			DialContext: func(context context.Context, network, address string) (net.Conn, error) {
				if *connect != "" {
					address = *connect
				}
				return dialer.DialContext(context, network, address)
			},
		},
		Timeout: 10 * time.Second,
	}
	stop, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer cancel()
	slowest := make([]time.Duration, *parallel)
	var all sync.WaitGroup
	for number := range slowest {
		all.Go(func() { slowest[number] = ask(stop, &client, given[0], duration(given[1])) })
	}
	all.Wait()
	longest := time.Duration(0)
	for _, took := range slowest {
		longest = max(longest, took)
	}
	fmt.Println("slowest", longest.Round(time.Millisecond))
}

// ask asks until `stop` is done and returns how long the slowest answer took.
func ask(stop context.Context, client *http.Client, url string, interval time.Duration) time.Duration {
	slowest := time.Duration(0)
	for {
		started := time.Now()
		line, err := askOnce(client, url)
		if err != nil {
			line = fmt.Sprint("error ", err)
		}
		fmt.Fprintln(os.Stdout, line)
		slowest = max(slowest, time.Since(started))
		select {
		case <-stop.Done():
			return slowest
		case <-time.After(interval):
		}
	}
}

func askOnce(client *http.Client, url string) (string, error) {
	response, err := client.Get(url)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return "", err
	}
	return fmt.Sprint(response.StatusCode, " ", strings.TrimSpace(string(body))), nil
}
