package main

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// patience is how long a command may take before it says that it is at work.
const patience = time.Second

// showProgress says on a terminal what takes so long, and wipes the line when
// the returned function is called. It writes nothing elsewhere.
func showProgress(w io.Writer, doing string) (done func()) {
	if !isTerminal(w) {
		return func() {}
	}
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		start, ticker := time.Now(), time.NewTicker(patience)
		defer ticker.Stop()
		for shown := false; ; shown = true {
			select {
			case <-stop:
				if shown {
					fmt.Fprint(w, "\r\x1b[K")
				}
				return
			case <-ticker.C:
				fmt.Fprintf(w, "\r%s … %ds", doing, int(time.Since(start).Seconds()))
			}
		}
	}()
	var once sync.Once
	return func() { once.Do(func() { close(stop); <-stopped }) }
}
