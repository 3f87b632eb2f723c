package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// passphraseSource is where the passphrase of something comes from: the first
// line of a file, else a person at the terminal; nil if there is neither.
func passphraseSource(file, what string) func(confirm bool) (string, error) {
	if file != "" {
		return func(bool) (string, error) { return firstLine(file) }
	}
	if !term.IsTerminal(int(os.Stdin.Fd())) || !term.IsTerminal(int(os.Stderr.Fd())) {
		return nil
	}
	return func(confirm bool) (string, error) {
		words, err := typed("Passphrase of " + what + ": ")
		if err != nil || !confirm {
			return words, err
		}
		again, err := typed("The same again: ")
		if err == nil && again != words {
			err = &failure{exitRefused, "the two passphrases differ", "try again"}
		}
		return words, err
	}
}

// firstLine reads a passphrase; what follows in the file is the user's own.
func firstLine(file string) (string, error) {
	f, err := os.Open(file)
	if err != nil {
		return "", &failure{exitRefused, "cannot read the passphrase: " + file + ": " + cause(err), ""}
	}
	defer f.Close()
	line, err := bufio.NewReader(io.LimitReader(f, 1<<16)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", &failure{exitRefused, "cannot read the passphrase: " + file + ": " + cause(err), ""}
	}
	return strings.TrimRight(line, "\r\n"), nil
}

// typed asks a person, without showing what is typed.
func typed(question string) (string, error) {
	fmt.Fprint(os.Stderr, question)
	words, err := term.ReadPassword(int(os.Stdin.Fd()))
	fmt.Fprintln(os.Stderr)
	if err != nil {
		return "", &failure{exitRefused, "no passphrase was typed", ""}
	}
	return string(words), nil
}
