// Package tree holds the output files of a site in memory, compares them with
// an output folder and writes them there.
//
// # What is gen's
//
// The file gen.lock at the root of the output folder lists what gen wrote, with
// digests. A file on disk that is neither as the lock says nor as it is wanted
// was edited by hand; one that the lock does not list is foreign. Both are
// conflicts where gen wants to write or remove, and never touched without
// force. All other foreign files stay where they are. Nothing is taken from
// sizes or times: each file that gen knows is read at each run.
//
// Only real folders and files are gen's. A symlink on the way to a file, or in
// its place, is an error, not followed; the output folder itself may be one.
// All access is folder by folder from the one above (see dir), so that not even a
// symlink that appears while gen works leads out of the output folder.
//
// # How a tree is written
//
// Write leaves the old tree, the new tree, or a folder that is marked as
// interrupted, whenever it is killed:
//
//  1. The new lock becomes durable as gen.lock.next, the journal. From now on
//     the folder is marked.
//  2. New content is staged beside its place as .gen-tmp-<name>: changed files
//     one by one, folders that do not exist yet as a whole. One syncfs makes
//     everything durable, whatever the number of files.
//  3. Stale files are removed, folders that become empty too, and what is
//     staged is renamed to its place. Another syncfs.
//  4. The journal is renamed to gen.lock. The folder is whole again.
//
// An error in the first two steps is undone. After a later one, or a kill, the
// next Write knows from lock and journal together which content is gen's own,
// so that nothing half done looks like an edit by hand. It first writes a lock
// that says which of both each file has, then sweeps what was staged, and goes
// through the same steps; it may be killed again, and be on its way to another tree.
//
// Exchanging the whole output folder in one step would need no journal, but
// would have to copy all unchanged files, lose their times, and lose what a user
// puts beside them while gen works.
//
// The output folder is locked with flock(2) on the folder itself: a second
// Write fails at once, and the end of a process by whatever means unlocks.
//
// Files are written with mode 0644, or 0755 if they have an x bit, less the
// umask. As git can carry no more, mode and owner on the node stand in the lock.
package tree
