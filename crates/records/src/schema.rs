//! Changing objects and fields.
use crate::Error;
use crate::service::{Parts, World};

pub(crate) async fn bring_up_to_date(parts: &Parts) -> Result<World, Error> {
    let _ = parts;
    Err(Error::Refused(model::Problem::internal()))
}
