// Package memo remembers what a site's files have led to, so that doing the same
// again takes no more than a look at them.
//
// The same input makes the same bytes. So when a run has read certain files
// (Recorder), has proven what they lead to without a word of warning, and has
// found the output folder to be just that, then a later run of the same program
// that finds all of these files unchanged, and the same gen.lock, knows what it
// would find: it has to look at the output's own files only (tree.Intact).
//
// What is remembered lies outside of the site, in a folder of the user's cache,
// and never reaches an output. It can be deleted at any time. A garbled or
// foreign memory is no error, it is no memory.
package memo
