//! What transactions do last, once for all jobs that run in one transaction together: what each of them adds is
//! gathered, so that a group of jobs pays for it once.

use std::any::Any;

use crate::Error;
use crate::session::Writer;

/// What a transaction does last; see [`Writer::at_end`].
pub trait AtEnd: Any + Send {
    /// Takes over what one of its own kind, added later, would do.
    ///
    /// # Errors
    /// Gives back one of another kind.
    fn join(&mut self, later: Box<dyn AtEnd>) -> Result<(), Box<dyn AtEnd>>;

    /// Does it.
    ///
    /// # Errors
    /// Nothing of the whole transaction is kept then, and each of its jobs is answered with this error.
    fn act(self: Box<Self>, writer: &mut Writer<'_>) -> Result<(), Error>;
}

/// What was added, in order.
#[derive(Default)]
pub(crate) struct Endings(Vec<Box<dyn AtEnd>>);

impl Endings {
    pub(crate) fn add(&mut self, mut later: Box<dyn AtEnd>) {
        for ending in &mut self.0 {
            match ending.join(later) {
                Ok(()) => return,
                Err(other) => later = other,
            }
        }
        self.0.push(later);
    }

    pub(crate) fn append(&mut self, later: Self) {
        later.0.into_iter().for_each(|ending| self.add(ending));
    }

    pub(crate) fn act(self, writer: &mut Writer<'_>) -> Result<(), Error> {
        self.0.into_iter().try_for_each(|ending| ending.act(writer))
    }
}
