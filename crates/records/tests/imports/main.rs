//! Imports and exports through the face of the room, on both engines.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]

mod crash;
mod deals;
mod encodings;
mod exports;
mod rejected;
mod rights;
mod round_trip;
mod support;
