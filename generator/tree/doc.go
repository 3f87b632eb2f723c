// Package tree holds the output files of a site in memory, compares them with
// an output folder and writes them there.
package tree
