package main

import (
	"bufio"
	"crypto/tls"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"strconv"
	"sync"
	"syscall"
	"time"
)

const (
	// atOnce is how many connections are worked on at the same time: what is measured is what a door holds, not how
	// fast it shakes hands.
	atOnce = 64
	// patience is beyond what a busy machine stands still for: an answer that is late says so in held.Slowest.
	patience = time.Minute
)

// held says how many connections came how far.
type held struct {
	Opened int            `json:"opened"`
	First  int            `json:"answeredFirst"`
	Second int            `json:"answeredSecond"`
	Errors map[string]int `json:"errors"`
	// Slowest is how long the slowest answer took, in milliseconds.
	Slowest int64 `json:"slowest"`

	mutex sync.Mutex
}

func (held *held) count(counter *int) {
	held.mutex.Lock()
	defer held.mutex.Unlock()
	*counter++
}

// took notes how long an answer took that was asked for at `started`.
func (held *held) took(started time.Time) {
	held.mutex.Lock()
	defer held.mutex.Unlock()
	held.Slowest = max(held.Slowest, time.Since(started).Milliseconds())
}

func (held *held) fail(stage string, err error) {
	held.mutex.Lock()
	defer held.mutex.Unlock()
	held.Errors[stage+": "+kind(err)]++
}

func kind(err error) string {
	var network net.Error
	switch {
	case errors.As(err, &network) && network.Timeout():
		return "timeout"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "refused"
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return "reset"
	case errors.Is(err, syscall.EMFILE):
		return "too many open files"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "closed"
	default:
		return err.Error()
	}
}

// line is one connection and what was read of it.
type line struct {
	net.Conn
	reader *bufio.Reader
}

// get makes one request, which any answer but a server's error answers.
func (line *line) get(host, path string) error {
	if err := line.SetDeadline(time.Now().Add(patience)); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(line, "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n", path, host); err != nil {
		return err
	}
	response, err := http.ReadResponse(line.reader, nil)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		return err
	}
	if response.StatusCode >= 500 {
		return fmt.Errorf("status %d", response.StatusCode)
	}
	return nil
}

// holdCommand opens many keep-alive connections, makes a request on each, leaves all of them idle, makes a second
// request on each, and prints one line of JSON about it.
func holdCommand() {
	flags := flag.NewFlagSet("hold", flag.ExitOnError)
	trust := trustFlags(flags)
	name := flags.String("tls", "", "speak TLS with the server of this `name`")
	path := flags.String("path", "/", "the `path` to ask for")
	given := words(flags, "hold [options] ADDRESS COUNT DURATION", 3)
	address, idle := given[0], duration(given[2])
	count, err := strconv.Atoi(given[1])
	if err != nil {
		log.Fatal(err)
	}
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		log.Fatal(err)
	}
	var settings *tls.Config
	if *name != "" {
		host = *name
		settings = trust.settings()
		settings.ServerName = *name
	}

	held := &held{Errors: map[string]int{}}
	ask := func(line *line) error {
		defer held.took(time.Now())
		return line.get(host, *path)
	}
	lines := make([]*line, count)
	each(count, func(number int) {
		connection, err := open(address, settings)
		if err != nil {
			held.fail("open", err)
			return
		}
		held.count(&held.Opened)
		line := &line{connection, bufio.NewReaderSize(connection, 512)}
		if err := ask(line); err != nil {
			held.fail("first", err)
			return
		}
		held.count(&held.First)
		lines[number] = line
	})
	time.Sleep(idle)
	each(count, func(number int) {
		if lines[number] == nil {
			return
		}
		if err := ask(lines[number]); err != nil {
			held.fail("second", err)
			return
		}
		held.count(&held.Second)
	})
	if err := json.NewEncoder(os.Stdout).Encode(held); err != nil {
		log.Fatal(err)
	}
}

func open(address string, settings *tls.Config) (net.Conn, error) {
	dialer := &net.Dialer{Timeout: patience}
	if settings == nil {
		return dialer.Dial("tcp", address)
	}
	return tls.DialWithDialer(dialer, "tcp", address, settings)
}

// each does `work` for every number below `count`, `atOnce` of them at the same time.
func each(count int, work func(number int)) {
	numbers := make(chan int)
	var all sync.WaitGroup
	for range min(atOnce, count) {
		all.Go(func() {
			for number := range numbers {
				work(number)
			}
		})
	}
	for number := range count {
		numbers <- number
	}
	close(numbers)
	all.Wait()
}
