//! To come from the import engine.
use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    Vec::new()
}
