package main

import (
	"context"
	"os/exec"
	"sync"
	"syscall"
	"time"
)

const (
	// healthcheckInterval is how often the engine is asked if it is still there.
	healthcheckInterval = time.Minute
	// grace is how long a process that was asked to end may take before it is killed.
	grace = 5 * time.Second
)

// children are the Node.js processes that this host has started and that have not ended yet. They stay in the
// host's process group, which the engine kills when it is done, so none outlives a deployment. The zero value is
// ready to use.
type children struct {
	mu      sync.Mutex
	cancels map[*exec.Cmd]context.CancelFunc
	stopped bool
}

// run runs one command to its end. It is interrupted when ctx ends or stop is called, and killed if it ignores that.
func (c *children) run(ctx context.Context, prepare func(ctx context.Context) *exec.Cmd) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	cmd := prepare(ctx)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGINT) }
	cmd.WaitDelay = grace

	c.mu.Lock()
	if c.stopped {
		c.mu.Unlock()
		return context.Canceled
	}
	if c.cancels == nil {
		c.cancels = map[*exec.Cmd]context.CancelFunc{}
	}
	c.cancels[cmd] = cancel
	c.mu.Unlock()
	defer func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.cancels, cmd)
	}()
	return cmd.Run()
}

// stop interrupts every process and lets no new one start.
func (c *children) stop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stopped = true
	for _, cancel := range c.cancels {
		cancel()
	}
}
