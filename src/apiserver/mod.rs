//! L2: requests, strategies, store, watch and patch.
