//! Running numbers such as `OPP-000123`.

use metadata::{AutoPattern, FieldType};
use model::Value;
use store::{Writer, system::sequences};

use crate::Error;
use crate::draft::Image;
use crate::plan::Reading;

/// Fills every auto-number of a new record with the next number of its period.
pub(crate) fn fill(writer: &mut Writer<'_>, reading: &Reading<'_>, image: &mut Image) -> Result<(), Error> {
    let object = std::sync::Arc::clone(&image.object);
    for (place, field) in object.fields.iter().enumerate() {
        let FieldType::AutoNumber { pattern } = &field.kind else { continue };
        if field.retired || !image.at(place).is_null() {
            continue;
        }
        let pattern: AutoPattern = pattern.parse().map_err(Error::internal)?;
        let today = reading.now.to_zoned(reading.zone.clone()).date();
        let period = pattern.period(today);
        let next = sequences::number_take(writer, object.name.as_str(), field.name.as_str(), &period, 1)?;
        image.set_at(place, Value::Text(pattern.render(today, next)));
    }
    Ok(())
}
