//! The append-only, hash-chained log, its checkpoints, its search and its verifier.
