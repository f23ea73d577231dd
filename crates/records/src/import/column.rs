//! Naming columns and reading the rows that hold anything.

use model::Problem;
use sheets::{Row, SheetError, Source};

/// The headers as distinct names: an empty one gets its place, a repeated one its count.
pub(crate) fn names(headers: &[String]) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(headers.len());
    for (place, header) in headers.iter().enumerate() {
        let base = if header.is_empty() { format!("#{}", place + 1) } else { header.clone() };
        let mut name = base.clone();
        let mut count = 1;
        while names.contains(&name) {
            count += 1;
            name = format!("{base} ({count})");
        }
        names.push(name);
    }
    names
}

/// The rows that are not empty from end to end, with their place among these, from 0.
pub(crate) fn filled_rows(
    source: &mut Source,
) -> Result<impl Iterator<Item = Result<(u64, Row), SheetError>> + '_, Problem> {
    let rows = source.rows().map_err(|error| error.problem())?;
    let mut place = 0u64;
    Ok(rows.filter_map(move |row| match row {
        Ok(row) if row.fault.is_none() && row.cells.iter().all(sheets::Cell::is_blank) => None,
        Ok(row) => {
            place += 1;
            Some(Ok((place - 1, row)))
        }
        Err(error) => Some(Err(error)),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_has_a_name_of_its_own() {
        let headers = ["name", "", "name", "name", ""].map(String::from);
        assert_eq!(names(&headers), ["name", "#2", "name (2)", "name (3)", "#5"]);
    }
}
