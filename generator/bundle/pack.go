package bundle

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"path"
	"slices"
	"time"

	"gen/generator/report"
	"gen/templates"
)

// Where things are in the tar.
const (
	scriptPath = "etc/gen/apply"
	stateDir   = "var/lib/gen/"
	nextDir    = stateDir + "next/"
	rootDir    = nextDir + "root"
)

// moment is when everything in a bundle was made; some versions of tar warn of 0.
var moment = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// packer writes a tar and keeps the first error.
type packer struct {
	*tar.Writer
	made map[string]bool
}

// pack writes the tar: the manifest before the files, and at the end what tells
// that it is whole.
func pack(w io.Writer, manifest []byte, files []file) error {
	script, err := Script()
	if err != nil {
		return err
	}
	p := packer{tar.NewWriter(w), map[string]bool{}}
	for _, step := range []func() error{
		func() error { return p.folder("etc/gen/", 0o755) },
		func() error { return p.content(scriptPath, 0o755, script) },
		func() error { return p.folder(stateDir, 0o700) },
		func() error { return p.folder(nextDir, 0o700) },
		func() error { return p.content(nextDir+"manifest", 0o600, manifest) },
		func() error { return p.files(files) },
		func() error { return p.content(nextDir+"complete", 0o600, complete(manifest)) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return p.Close()
}

// complete is in the form of sha256sum.
func complete(manifest []byte) []byte {
	return fmt.Appendf(nil, "%x  manifest\n", sha256.Sum256(manifest))
}

func (p packer) files(files []file) error {
	for _, f := range files {
		if err := p.parents(rootDir + f.path); err != nil {
			return err
		}
		content, err := f.open()
		if err != nil {
			return err
		}
		err = p.file(rootDir+f.path, 0o600, f.size, content)
		content.Close()
		if err != nil {
			return fmt.Errorf("%s: %w", f.path, err)
		}
	}
	return nil
}

// parents makes the folders on the way to a file that are not there yet.
func (p packer) parents(name string) error {
	var missing []string
	for dir := path.Dir(name); dir+"/" != nextDir && !p.made[dir]; dir = path.Dir(dir) {
		missing = append(missing, dir)
	}
	for _, dir := range slices.Backward(missing) {
		if err := p.folder(dir+"/", 0o700); err != nil {
			return err
		}
		p.made[dir] = true
	}
	return nil
}

func (p packer) folder(name string, mode int64) error {
	return p.WriteHeader(&tar.Header{Typeflag: tar.TypeDir, Name: name, Mode: mode, Uname: "root", Gname: "root", ModTime: moment})
}

func (p packer) content(name string, mode int64, content []byte) error {
	return p.file(name, mode, int64(len(content)), bytes.NewReader(content))
}

func (p packer) file(name string, mode, size int64, content io.Reader) error {
	err := p.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: name, Mode: mode, Size: size, Uname: "root", Gname: "root", ModTime: moment})
	if err != nil {
		return err
	}
	switch n, err := io.Copy(p, content); {
	case err != nil:
		return err
	case n < size:
		return io.ErrUnexpectedEOF
	}
	return nil
}

// Script is /etc/gen/apply, put together from its parts.
func Script() ([]byte, error) {
	script := []byte("#!/bin/sh\n")
	parts, err := templates.FS.ReadDir("apply")
	for _, part := range parts {
		text, err := templates.FS.ReadFile("apply/" + part.Name())
		if err != nil {
			return nil, err
		}
		script = append(script, text...)
	}
	return script, err
}

// nearest is the hint for a misspelt name.
func nearest(name string, known []string) string {
	if near, ok := report.Nearest(name, known); ok {
		return fmt.Sprintf("did you mean %s?", near)
	}
	return "gen describe lists the nodes"
}
