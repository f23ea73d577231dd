//! A place on earth in WGS 84 degrees, to the centimeter.

use model::{FieldProblem, Location, Value};

use super::clean::{fault, wrong_type};
use super::codec::{Shape, rounded};
use super::operator::PRESENCE;
use super::{Json, Operator, ReadContext, Rules};

pub(super) struct LocationType;

impl Rules for LocationType {
    fn shape(&self) -> Shape {
        Shape::Location
    }

    fn read(&self, json: &Json, _: &ReadContext) -> Result<Value, FieldProblem> {
        let place: Location = serde_json::from_value(json.clone()).map_err(|_| wrong_type("{lat, lng}"))?;
        if !(-90.0..=90.0).contains(&place.lat) || !(-180.0..=180.0).contains(&place.lng) {
            return Err(fault("invalid_location"));
        }
        Ok(Value::Location(Location { lat: rounded(place.lat), lng: rounded(place.lng) }))
    }

    fn operators(&self) -> &'static [Operator] {
        PRESENCE
    }
}
