//! What of the program's memory others get to see: nothing. Freed memory is overwritten by the allocator (`main.rs`); this
//! keeps the rest from being written out when the program crashes, and from other programs of the same user.

use rustix::process::{Resource, Rlimit, setrlimit};

/// Asks the system for it. What it refuses is told in the log, and the program goes on: it is the second of two defenses.
pub(crate) fn keep_private() {
    let none = Rlimit { current: Some(0), maximum: Some(0) };
    if let Err(error) = setrlimit(Resource::Core, none) {
        tracing::warn!(%error, "a crash may leave an image of the memory behind");
    }
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        if let Err(error) = set_dumpable_behavior(DumpableBehavior::NotDumpable) {
            tracing::warn!(%error, "other programs of this user may read the memory");
        }
    }
}
