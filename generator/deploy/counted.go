package deploy

import "hash"

// counted is a hash that knows how much was written to it.
type counted struct {
	hash.Hash
	n int64
}

// Write adds to both.
func (c *counted) Write(text []byte) (int, error) {
	n, err := c.Hash.Write(text)
	c.n += int64(n)
	return n, err
}
