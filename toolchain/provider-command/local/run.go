package local

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"time"

	provider "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi-go-provider/infer/types"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// Logging says which of a command's outputs appear in Pulumi's log.
type Logging string

// The values of Logging.
const (
	LogStdout          Logging = "stdout"
	LogStderr          Logging = "stderr"
	LogStdoutAndStderr Logging = "stdoutAndStderr"
	NoLogging          Logging = "none"
)

// Values names the values in the schema.
func (Logging) Values() []infer.EnumValue[Logging] {
	return []infer.EnumValue[Logging]{
		{Name: "Stdout", Value: LogStdout, Description: "Capture stdout in logs but not stderr"},
		{Name: "Stderr", Value: LogStderr, Description: "Capture stderr in logs but not stdout"},
		{Name: "StdoutAndStderr", Value: LogStdoutAndStderr, Description: "Capture stdout and stderr in logs"},
		{Name: "None", Value: NoLogging, Description: "Capture no logs"},
	}
}

// BaseInputs are what every command has.
type BaseInputs struct {
	Interpreter            *[]string          `pulumi:"interpreter,optional"`
	Dir                    *string            `pulumi:"dir,optional"`
	Environment            *map[string]string `pulumi:"environment,optional"`
	Stdin                  *string            `pulumi:"stdin,optional"`
	Logging                *Logging           `pulumi:"logging,optional"`
	AddPreviousOutputInEnv *bool              `pulumi:"addPreviousOutputInEnv,optional"`
	AssetPaths             *[]string          `pulumi:"assetPaths,optional"`
	ArchivePaths           *[]string          `pulumi:"archivePaths,optional"`
}

// BaseOutputs are what comes out of every command.
type BaseOutputs struct {
	Stdout  string                           `pulumi:"stdout"`
	Stderr  string                           `pulumi:"stderr"`
	Assets  *map[string]types.AssetOrArchive `pulumi:"assets,optional"`
	Archive *resource.Archive                `pulumi:"archive,optional"`
}

// The environment variables by which a command sees what the command before it printed.
const (
	previousStdout = "PULUMI_COMMAND_STDOUT"
	previousStderr = "PULUMI_COMMAND_STDERR"
)

// outputGrace is how long the output of a finished command's background processes is waited for.
const outputGrace = 5 * time.Second

// run executes one command to its end, with its output in the log as it comes.
func run(ctx context.Context, command string, inputs BaseInputs, previous BaseOutputs) (BaseOutputs, error) {
	interpreter := []string{"/bin/sh", "-c"}
	if runtime.GOOS == "windows" {
		interpreter = []string{"cmd", "/C"}
	}
	if inputs.Interpreter != nil && len(*inputs.Interpreter) > 0 {
		interpreter = *inputs.Interpreter
	}
	arguments := append(append([]string{}, interpreter[1:]...), command)

	process := exec.CommandContext(ctx, interpreter[0], arguments...) //nolint:gosec // running commands is the point
	inOwnGroup(process)
	process.WaitDelay = outputGrace
	if inputs.Dir != nil {
		process.Dir = *inputs.Dir
	}
	process.Env = environment(inputs, previous)
	hide := func(text string) string { return text }
	if inputs.Stdin != nil && *inputs.Stdin != "" {
		process.Stdin = strings.NewReader(*inputs.Stdin)
		hide = hider(*inputs.Stdin)
	}

	logging := LogStdoutAndStderr
	if inputs.Logging != nil {
		logging = *inputs.Logging
	}
	log := &lineLogger{log: func(line string) { provider.GetLogger(ctx).Info(hide(line)) }}
	var stdout, stderr bytes.Buffer
	process.Stdout, process.Stderr = &stdout, &stderr
	stdoutLines, stderrLines := log.stream(), log.stream()
	if logging == LogStdout || logging == LogStdoutAndStderr {
		process.Stdout = io.MultiWriter(&stdout, stdoutLines)
	}
	if logging == LogStderr || logging == LogStdoutAndStderr {
		process.Stderr = io.MultiWriter(&stderr, stderrLines)
	}

	err := process.Run()
	stdoutLines.flush()
	stderrLines.flush()
	if err != nil {
		return BaseOutputs{}, fmt.Errorf("%w\n%s", err, hide(strings.TrimSpace(stderr.String()+stdout.String())))
	}

	outputs := BaseOutputs{
		Stdout: strings.TrimSuffix(stdout.String(), "\n"),
		Stderr: strings.TrimSuffix(stderr.String(), "\n"),
	}
	return outputs, collect(inputs, &outputs)
}

func environment(inputs BaseInputs, previous BaseOutputs) []string {
	result := os.Environ()
	if inputs.Environment != nil {
		for name, value := range *inputs.Environment {
			result = append(result, name+"="+value)
		}
	}
	if inputs.AddPreviousOutputInEnv == nil || *inputs.AddPreviousOutputInEnv {
		if previous.Stdout != "" {
			result = append(result, previousStdout+"="+previous.Stdout)
		}
		if previous.Stderr != "" {
			result = append(result, previousStderr+"="+previous.Stderr)
		}
	}
	return result
}

// shortestHidden is the length below which a line of stdin is too common to be taken for a secret.
const shortestHidden = 4

// hider returns a function that blanks out the lines of stdin, for a command that prints what it reads. The
// official plugin shows them.
func hider(stdin string) func(string) string {
	replacements := []string{}
	for line := range strings.Lines(stdin) {
		if line = strings.TrimSpace(line); len(line) >= shortestHidden {
			replacements = append(replacements, line, "[stdin]")
		}
	}
	return strings.NewReplacer(replacements...).Replace
}

// lineLogger logs whole lines. The streams of one command share it, so that their lines never mix.
type lineLogger struct {
	mutex sync.Mutex
	log   func(line string)
}

func (l *lineLogger) stream() *lineStream { return &lineStream{logger: l} }

// lineStream cuts what is written to it into lines.
type lineStream struct {
	logger *lineLogger
	rest   []byte
}

func (s *lineStream) Write(data []byte) (int, error) {
	s.rest = append(s.rest, data...)
	for {
		end := bytes.IndexByte(s.rest, '\n')
		if end < 0 {
			return len(data), nil
		}
		s.print(s.rest[:end])
		s.rest = s.rest[end+1:]
	}
}

// flush logs a last line that has no newline.
func (s *lineStream) flush() {
	if len(s.rest) > 0 {
		s.print(s.rest)
		s.rest = nil
	}
}

func (s *lineStream) print(line []byte) {
	s.logger.mutex.Lock()
	defer s.logger.mutex.Unlock()
	s.logger.log(string(bytes.TrimSuffix(line, []byte("\r"))))
}
