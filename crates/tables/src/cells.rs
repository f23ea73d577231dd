//! From a row of either engine to scalars of the kinds the columns store.

use metadata::Storage;
use model::Scalar;
use store::RowView;

/// The value at that place, as its column stores it.
pub(crate) fn cell(row: &dyn RowView, place: usize, storage: Storage) -> Result<Scalar, store::Error> {
    Ok(match storage {
        Storage::Text | Storage::Json => row.opt_text(place)?.into(),
        Storage::Integer | Storage::Decimal { .. } | Storage::Time => row.opt_int(place)?.into(),
        Storage::Boolean => row.opt_bool(place)?.into(),
        Storage::Bytes => row.opt_bytes(place)?.map(<[u8]>::to_vec).into(),
        Storage::Reference => row.opt_id(place)?.into(),
    })
}

/// The values at the places from `first` on, one for each storage.
pub(crate) fn cells(
    row: &dyn RowView,
    first: usize,
    storages: &[Storage],
) -> Result<Vec<Scalar>, store::Error> {
    let mut values = Vec::with_capacity(storages.len());
    for (i, storage) in storages.iter().enumerate() {
        values.push(cell(row, first + i, *storage)?);
    }
    Ok(values)
}
