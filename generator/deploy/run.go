package deploy

import (
	"bytes"
	"context"
	"crypto/sha256"
	"io"
	"sync"
	"time"

	"gen/generator/private"
)

// Error is a fact about a rollout, and what to type next.
type Error = private.Error

// Options say how nodes are reached and what is brought to them.
type Options struct {
	// SSH is the program with its options, before the name of a node. Config is
	// the ssh_config among them, for hints.
	SSH    []string
	Config string
	// Limit is how many nodes are worked on at once.
	Limit int
	// Patience is how long one node may take.
	Patience time.Duration
	// Check only asks what apply would do.
	Check bool
	// Bundle writes the bundle of a node; the same bytes each time. It is called
	// by one goroutine at a time.
	Bundle func(w io.Writer, node string) error
	// Say is called with each event and each line of a node, one at a time.
	Say func(node string, event Event, text string)
	// Stop, once closed, keeps further nodes from being begun. Those at work are
	// waited for; it is the context that ends them.
	Stop <-chan struct{}
}

// Event is what Say tells about a node.
type Event int

// Events of a node; the text of Line is what the node said, that of Failed the
// reason, and that of the others is empty.
const (
	Begun Event = iota
	Line
	Done
	Failed
)

// Outcome is how it went with a node.
type Outcome struct {
	Node string
	// Begun is false for nodes that no work was done on.
	Begun bool
	// Err is an *Error if it failed.
	Err error
}

// Rollout is nodes in stages, with bundles that are known to be complete.
type Rollout struct {
	*Options
	stages [][]string
	sums   map[string][sha256.Size]byte
	// Bytes is the size of all bundles.
	Bytes int64

	packing sync.Mutex // of Bundle
	mutex   sync.Mutex // of what follows, and of Say
	failed  bool
	done    map[string]*Outcome
}

// Prepare makes the bundles of all nodes once. They are not kept, as they hold
// keys: what Run makes again has to be the same. The error is that of Bundle.
func Prepare(o *Options, stages [][]string) (*Rollout, error) {
	r := &Rollout{Options: o, stages: stages, sums: map[string][sha256.Size]byte{}, done: map[string]*Outcome{}}
	for _, stage := range stages {
		for _, node := range stage {
			sum := &counted{Hash: sha256.New()}
			if err := o.Bundle(sum, node); err != nil {
				return nil, err
			}
			r.sums[node] = [sha256.Size]byte(sum.Sum(nil))
			r.Bytes += sum.n
		}
	}
	return r, nil
}

// Run works on all nodes, stage by stage, and returns their outcomes in order.
func (r *Rollout) Run(ctx context.Context) []Outcome {
	for _, stage := range r.stages {
		r.run(ctx, stage)
	}
	var list []Outcome
	for _, stage := range r.stages {
		for _, node := range stage {
			if own := r.done[node]; own != nil {
				list = append(list, *own)
			} else {
				list = append(list, Outcome{Node: node})
			}
		}
	}
	return list
}

// run works on the nodes of one stage.
func (r *Rollout) run(ctx context.Context, nodes []string) {
	next := make(chan string)
	var workers sync.WaitGroup
	for range min(r.Limit, len(nodes)) {
		workers.Go(func() {
			for node := range next {
				if r.begin(ctx, node) {
					r.end(node, r.node(ctx, node))
				}
			}
		})
	}
	for _, node := range nodes {
		next <- node
	}
	close(next)
	workers.Wait()
}

// begin tells whether a node may be begun.
func (r *Rollout) begin(ctx context.Context, node string) bool {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	select {
	case <-r.Stop:
		return false
	case <-ctx.Done():
		return false
	default:
	}
	if r.failed {
		return false
	}
	r.done[node] = &Outcome{Node: node, Begun: true}
	r.Say(node, Begun, "")
	return true
}

func (r *Rollout) end(node string, err error) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.done[node].Err = err
	if err != nil {
		r.failed = true
		r.Say(node, Failed, err.Error())
		return
	}
	r.Say(node, Done, "")
}

// node makes the bundle of a node again, and brings it there.
func (r *Rollout) node(ctx context.Context, node string) error {
	var bundle bytes.Buffer
	r.packing.Lock()
	err := r.Bundle(&bundle, node)
	r.packing.Unlock()
	if err != nil {
		return err
	}
	if sha256.Sum256(bundle.Bytes()) != r.sums[node] {
		return private.Failed("gen deploy again", "files, keys or secrets have changed since the rollout began")
	}
	said := &lines{say: func(line string) {
		r.mutex.Lock()
		defer r.mutex.Unlock()
		r.Say(node, Line, line)
	}}
	defer said.end()
	return r.bring(ctx, node, bundle.Bytes(), said)
}
