//! The append-only, hash-chained log: who did what, when, from where, and how it ended.
//!
//! Each event is bound to the one before by SHA-256, in a chain per node; the head is kept under a MAC, and
//! signed checkpoints stand in the database and in a witness file beside it. `docs/adr/0005-audit-chain.md`
//! argues it. The log makes tampering evident; it can't keep whoever holds the root key from writing a
//! new history, which is what shipping the witness elsewhere is for.
//!
//! Not here: any way to change or delete an event, customers' values, and deciding who may read the log.

mod action;
mod chain;
mod checkpoint;
mod encode;
mod error;
mod event;
mod head;
mod keeper;
mod log;
mod search;
mod segment;
mod verify;
mod witness;

pub use action::{Action, ActorKind, Outcome};
pub use chain::{Chain, append_in};
pub use error::{Error, UnknownText};
pub use event::{Actor, Event, MAX_DETAIL_BYTES};
pub use keeper::Keeper;
pub use log::{Log, MAX_WAIT, MAX_WAITING_EVENTS, Mode};
pub use search::{Cursor, Entry, Filter, Page, search};
pub use verify::{BadPlace, Reason, Report, verify};
pub use witness::{WITNESS_FILE, Witness, WitnessLine, WitnessLines};
