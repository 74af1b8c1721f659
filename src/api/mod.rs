//! L1: the objects of the cluster, their schema, defaults, validation and the template hash.
