// Package compose reads projects of Docker Compose with Compose's own loader.
package compose

import (
	"context"
	"errors"
	"regexp"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/sirupsen/logrus"

	"gen/generator/check/words"
)

// own is what the loader says of files that are no files here.
var own = regexp.MustCompile(`validating \S+: |: invalid compose project$`)

// Project reads a compose file (compose-go, loader); the error is in the words of people.
func Project(content []byte) error {
	logrus.SetLevel(logrus.PanicLevel)
	_, err := loader.LoadWithContext(context.Background(), types.ConfigDetails{
		WorkingDir:  "/etc/gen",
		ConfigFiles: []types.ConfigFile{{Filename: "compose.yaml", Content: content}},
		Environment: types.Mapping{},
	}, func(o *loader.Options) { o.SkipResolveEnvironment = true; o.SetProjectName("gen", false) })
	if err != nil {
		return errors.New(own.ReplaceAllString(words.Of(err), ""))
	}
	return nil
}
