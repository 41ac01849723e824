//go:build !windows

package local

import (
	"os/exec"
	"syscall"
)

// inOwnGroup makes a cancelled deployment end the command together with every process it started.
func inOwnGroup(process *exec.Cmd) {
	process.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	process.Cancel = func() error { return syscall.Kill(-process.Process.Pid, syscall.SIGKILL) }
}
