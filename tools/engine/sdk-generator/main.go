// Command sdk-generator checks a Pulumi package schema and writes the SDKs that follow from it.
//
//	sdk-generator [-python folder] [-nodejs folder] [-go folder] schema.json
//
// Without a folder it only checks. Every mistake in the schema is one line on standard error, and nothing is written
// then. The folders must not have anything in them that is to stay: what is no longer generated is not removed here.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/blang/semver"
	"github.com/hashicorp/hcl/v2"
	golang "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

// name is what the generated files call the program that wrote them.
const name = "sdk-generator"

// A files is a generated SDK: what stands in each file, by its path inside the SDK.
type files map[string][]byte

// An sdk is one language: where its SDK goes, and what writes it.
type sdk struct {
	folder   *string
	generate func(*schema.Package) (files, error)
}

func main() {
	sdks := []sdk{
		{flag.String("python", "", "write the Python SDK to this `folder`"), generatePython},
		{flag.String("nodejs", "", "write the Node.js SDK to this `folder`"), generateNodeJS},
		{flag.String("go", "", "write the Go SDK to this `folder`"), generateGo},
	}
	flag.Parse()
	if err := run(flag.Arg(0), sdks); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run checks the schema, then writes every SDK that has a folder.
func run(path string, sdks []sdk) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if _, err := bind(text); err != nil {
		return err
	}
	for _, sdk := range sdks {
		if *sdk.folder == "" {
			continue
		}
		if err := sdk.write(text); err != nil {
			return err
		}
	}
	return nil
}

// bind reads a schema as the engine does. Its error has one line per mistake.
func bind(text []byte) (*schema.Package, error) {
	var spec schema.PackageSpec
	decoder := json.NewDecoder(strings.NewReader(string(text)))
	decoder.DisallowUnknownFields() // A misspelled mark would otherwise be no mark.
	if err := decoder.Decode(&spec); err != nil {
		return nil, fmt.Errorf("error: %w", err)
	}
	if spec.Meta == nil || !spec.Meta.SupportPack {
		return nil, errors.New("error: #/meta/supportPack: must be true, or the Go SDK gets no go.mod")
	}
	pkg, diagnostics, err := schema.BindSpec(spec, noOthers{}, schema.ValidationOptions{})
	lines := []error{}
	for _, diagnostic := range diagnostics {
		lines = append(lines, errors.New(line(diagnostic)))
	}
	if err == nil && !diagnostics.HasErrors() {
		for _, warning := range lines {
			fmt.Fprintln(os.Stderr, warning)
		}
		return pkg, nil
	}
	return nil, errors.Join(append(lines, err)...)
}

// noOthers finds no other package: our schema stands alone.
type noOthers struct{}

var errOther = errors.New("refers to another package, and ours stands alone")

func (noOthers) LoadPackage(string, *semver.Version) (*schema.Package, error) {
	return nil, errOther
}

func (noOthers) LoadPackageV2(context.Context, *schema.PackageDescriptor) (*schema.Package, error) {
	return nil, errOther
}

// line is a diagnostic without its line breaks.
func line(diagnostic *hcl.Diagnostic) string {
	severity := "error"
	if diagnostic.Severity == hcl.DiagWarning {
		severity = "warning"
	}
	text := strings.TrimSuffix(diagnostic.Summary+": "+diagnostic.Detail, ": ")
	return severity + ": " + strings.Join(strings.Fields(text), " ")
}

// write generates one SDK. Each binds the schema anew, because the generators keep notes of their own in what is bound.
func (sdk sdk) write(text []byte) error {
	pkg, err := bind(text)
	if err != nil {
		return err
	}
	generated, err := sdk.generate(pkg)
	if err != nil {
		return err
	}
	for path, content := range generated {
		path = filepath.Join(*sdk.folder, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// generatePython puts the README also where the generated pyproject.toml says that it is.
func generatePython(pkg *schema.Package) (files, error) {
	generated, err := python.GeneratePackage(name, pkg, nil, nil)
	for path, content := range generated {
		if filepath.Base(path) == "README.md" {
			generated["README.md"] = content
		}
	}
	return generated, err
}

// generateNodeJS writes a package that compiles itself when it is installed, so that it can be installed from its folder.
func generateNodeJS(pkg *schema.Package) (files, error) {
	return nodejs.GeneratePackage(name, pkg, nil, nil, true, nil)
}

func generateGo(pkg *schema.Package) (files, error) {
	return golang.GeneratePackage(name, pkg, nil)
}
