//! L5: the agenda, the wiring of a cluster, faults and the trace.
