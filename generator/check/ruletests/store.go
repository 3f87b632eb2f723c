package ruletests

import (
	"context"
	"errors"
	"fmt"
	"math"
	"regexp"
	"time"

	"github.com/prometheus/prometheus/model/histogram"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/value"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb/chunkenc"
	"github.com/prometheus/prometheus/tsdb/chunks"
	"github.com/prometheus/prometheus/util/annotations"
)

// stale is the value of a series that has ended.
var stale = math.Float64frombits(value.StaleNaN)

// store holds series in memory; samples of each are added in the order of time.
type store struct {
	series []*series
	byHash map[uint64]*series
}

// series has samples up to now, and those of the test that are still to come.
type series struct {
	labels  labels.Labels
	samples []chunks.Sample
	input   []sample
}

// sample is one value: a number, or a histogram.
type sample struct {
	at        int64
	value     float64
	histogram *histogram.FloatHistogram
}

func (s sample) T() int64                      { return s.at }
func (s sample) ST() int64                     { return 0 }
func (s sample) F() float64                    { return s.value }
func (s sample) H() *histogram.Histogram       { return nil }
func (s sample) FH() *histogram.FloatHistogram { return s.histogram }
func (s sample) Copy() chunks.Sample           { return s }
func (s sample) Type() chunkenc.ValueType {
	if s.histogram != nil {
		return chunkenc.ValFloatHistogram
	}
	return chunkenc.ValFloat
}

func (s sample) equal(other sample) bool {
	if s.histogram != nil || other.histogram != nil {
		return s.histogram.Equals(other.histogram)
	}
	return math.Float64bits(s.value) == math.Float64bits(other.value)
}

func (s sample) String() string { return valueOf(promql.Sample{F: s.value, H: s.histogram}) }

// tooMany is a repetition of a million values and more, for which the reader
// of the notation would take all memory that there is.
var tooMany = regexp.MustCompile(`x\d{7}`)

// load adds a series in promtool's notation, one value per interval.
func (s *store) load(metric, values string, start, every time.Duration) error {
	if tooMany.MatchString(values) {
		return errors.New("more than a million values")
	}
	own, list, err := syntax.ParseSeriesDesc(metric + " " + values)
	if err != nil {
		return err
	}
	one := s.of(own)
	one.input = nil // promtool keeps the last of two that are the same
	for n, v := range list {
		if !v.Omitted {
			one.input = append(one.input, sample{start.Milliseconds() + int64(n)*every.Milliseconds(), v.Value, v.Histogram})
		}
	}
	return nil
}

// until lets what a test gives come in, up to a moment.
func (s *store) until(now time.Duration) error {
	for _, one := range s.series {
		n := 0
		for ; n < len(one.input) && one.input[n].at <= now.Milliseconds(); n++ {
			if err := one.add(one.input[n]); err != nil {
				return err
			}
		}
		one.input = one.input[n:]
	}
	return nil
}

// add appends a sample. As in Prometheus, a series has one value at a time: what
// a test gives and a rule records as well is a mistake (tsdb/head_append.go@v3.15.0).
func (s *series) add(v sample) error {
	if n := len(s.samples); n > 0 && s.samples[n-1].T() == v.at {
		if last := s.samples[n-1].(sample); !last.equal(v) {
			return fmt.Errorf("%s is %s already at %s and cannot be %s too; a test gives a recorded series, or what it is recorded from, not both",
				s.labels, last, time.Duration(v.at)*time.Millisecond, v)
		}
		return nil
	}
	s.samples = append(s.samples, v)
	return nil
}

// of is the series with these labels, a new one where there is none.
func (s *store) of(metric labels.Labels) *series {
	if s.byHash == nil {
		s.byHash = map[uint64]*series{}
	}
	one := s.byHash[metric.Hash()]
	if one == nil {
		one = &series{labels: metric}
		s.byHash[metric.Hash()] = one
		s.series = append(s.series, one)
	}
	return one
}

// Querier implements storage.Queryable.
func (s *store) Querier(int64, int64) (storage.Querier, error) { return querier{s}, nil }

type querier struct{ *store }

// Select implements storage.Querier.
func (q querier) Select(_ context.Context, _ bool, _ *storage.SelectHints, matchers ...*labels.Matcher) storage.SeriesSet {
	found := &set{}
	for _, one := range q.series {
		if matches(one.labels, matchers) {
			found.list = append(found.list, one)
		}
	}
	return found
}

func matches(own labels.Labels, matchers []*labels.Matcher) bool {
	for _, m := range matchers {
		if !m.Matches(own.Get(m.Name)) {
			return false
		}
	}
	return true
}

// LabelValues implements storage.LabelQuerier; no rule asks for it.
func (querier) LabelValues(context.Context, string, *storage.LabelHints, ...*labels.Matcher) ([]string, annotations.Annotations, error) {
	return nil, nil, nil
}

// LabelNames implements storage.LabelQuerier; no rule asks for it.
func (querier) LabelNames(context.Context, *storage.LabelHints, ...*labels.Matcher) ([]string, annotations.Annotations, error) {
	return nil, nil, nil
}

// Close implements storage.LabelQuerier.
func (querier) Close() error { return nil }

// set goes through series.
type set struct {
	list []*series
	next int
}

// Next implements storage.SeriesSet.
func (s *set) Next() bool { s.next++; return s.next <= len(s.list) }

// At implements storage.SeriesSet.
func (s *set) At() storage.Series {
	one := s.list[s.next-1]
	return storage.NewListSeries(one.labels, one.samples)
}

// Err implements storage.SeriesSet.
func (s *set) Err() error { return nil }

// Warnings implements storage.SeriesSet.
func (s *set) Warnings() annotations.Annotations { return nil }
