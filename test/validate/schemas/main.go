// Command schemas puts a JSON document on standard input to the JSON schema in the file that it is given, and
// prints what that refuses. Its go.mod also pins the module that carries the schema of SARIF.
package main

import (
	"fmt"
	"io"
	"os"

	_ "github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
	"github.com/xeipuuv/gojsonschema"
)

func main() {
	if err := check(os.Args[1]); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

func check(file string) error {
	schema, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	document, err := io.ReadAll(os.Stdin)
	if err != nil {
		return err
	}
	result, err := gojsonschema.Validate(gojsonschema.NewBytesLoader(schema), gojsonschema.NewBytesLoader(document))
	if err != nil || result.Valid() {
		return err
	}
	return fmt.Errorf("%v", result.Errors())
}
