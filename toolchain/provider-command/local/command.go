// Package local runs commands on the machine that Pulumi runs on. The package's and the types' names are the
// resources' tokens: command:local:Command and command:local:run.
package local

import (
	"context"
	"crypto/rand"
	"encoding/hex"

	"github.com/pulumi/pulumi-go-provider/infer"
)

// Command is the resource command:local:Command.
type Command struct{}

// CommandInputs are what a program gives a Command.
type CommandInputs struct {
	BaseInputs
	ResourceInputs
}

// ResourceInputs are what a Command has and a plain run has not.
type ResourceInputs struct {
	Triggers *[]any  `pulumi:"triggers,optional" provider:"replaceOnChanges"`
	Create   *string `pulumi:"create,optional"`
	Delete   *string `pulumi:"delete,optional"`
	Update   *string `pulumi:"update,optional"`
}

// CommandOutputs are what is recorded of a Command.
type CommandOutputs struct {
	CommandInputs
	BaseOutputs
}

// Create runs the create command. When it fails nothing is recorded, and the next deployment tries again.
func (*Command) Create(
	ctx context.Context, request infer.CreateRequest[CommandInputs],
) (infer.CreateResponse[CommandOutputs], error) {
	response := infer.CreateResponse[CommandOutputs]{Output: CommandOutputs{CommandInputs: request.Inputs}}
	if request.DryRun {
		return response, nil
	}
	if request.Inputs.Create != nil {
		outputs, err := run(ctx, *request.Inputs.Create, request.Inputs.BaseInputs, BaseOutputs{})
		if err != nil {
			return infer.CreateResponse[CommandOutputs]{}, err
		}
		response.Output.BaseOutputs = outputs
	}
	id := make([]byte, 16)
	if _, err := rand.Read(id); err != nil {
		return infer.CreateResponse[CommandOutputs]{}, err
	}
	response.ID = request.Name + hex.EncodeToString(id)
	return response, nil
}

// Update runs the update command, or the create command where there is no update command. When it fails the
// former state stays recorded, so the next deployment sees the same difference and tries again.
func (*Command) Update(
	ctx context.Context, request infer.UpdateRequest[CommandInputs, CommandOutputs],
) (infer.UpdateResponse[CommandOutputs], error) {
	response := infer.UpdateResponse[CommandOutputs]{Output: CommandOutputs{
		CommandInputs: request.Inputs,
		BaseOutputs:   request.State.BaseOutputs,
	}}
	command := request.Inputs.Update
	if command == nil {
		command = request.Inputs.Create
	}
	if request.DryRun || command == nil {
		return response, nil
	}
	outputs, err := run(ctx, *command, request.Inputs.BaseInputs, request.State.BaseOutputs)
	if err != nil {
		return infer.UpdateResponse[CommandOutputs]{}, err
	}
	response.Output.BaseOutputs = outputs
	return response, nil
}

// Delete runs the delete command. When it fails the resource stays recorded.
func (*Command) Delete(
	ctx context.Context, request infer.DeleteRequest[CommandOutputs],
) (infer.DeleteResponse, error) {
	if request.State.Delete == nil {
		return infer.DeleteResponse{}, nil
	}
	_, err := run(ctx, *request.State.Delete, request.State.BaseInputs, request.State.BaseOutputs)
	return infer.DeleteResponse{}, err
}

// Run is the function command:local:run.
type Run struct{}

// RunInputs are what a program gives the function.
type RunInputs struct {
	BaseInputs
	Command string `pulumi:"command"`
}

// RunOutputs are what the function returns: its inputs and what came out.
type RunOutputs struct {
	RunInputs
	BaseOutputs
}

// Invoke runs the command, in previews too: that is what the function is for.
func (*Run) Invoke(
	ctx context.Context, request infer.FunctionRequest[RunInputs],
) (infer.FunctionResponse[RunOutputs], error) {
	outputs, err := run(ctx, request.Input.Command, request.Input.BaseInputs, BaseOutputs{})
	return infer.FunctionResponse[RunOutputs]{
		Output: RunOutputs{RunInputs: request.Input, BaseOutputs: outputs},
	}, err
}
