// Package deploy brings bundles to nodes by the system's own ssh, and has them
// applied there.
//
// # In which order
//
// Whoever is dialled comes before whoever dials: a new exporter is there before
// Prometheus looks for it, a listener admits a new identity before somebody
// shows it, and Alertmanager knows a receiver before an alert comes that it is
// for. So nodes that dial no other node come first, several at once. Those that
// do, the ones that monitor, come last and one at a time: of a pair, one always
// watches.
//
// # When something fails
//
// All bundles are made before the first node is touched, so that a missing
// secret or key stops nothing half-way. After the first failure no further node
// is begun; those at work are waited for. On each node apply does all or goes
// back, so that a rollout that has ended early is simply run again.
package deploy
