//! A record as cells: as people read it, or as an import reads it again.

use std::sync::Arc;

use jiff::tz::TimeZone;
use metadata::{FieldDef, FieldType, ObjectDef};
use model::{Locale, Value};
use rust_decimal::Decimal;
use sheets::Cell;

use super::ExportHeaders;
use crate::import::address_part::PARTS;
use crate::import::choice::joined;
use crate::visible::{Named, Shown, Visible};

/// Which cells a record has.
pub(super) struct Layout {
    pub(super) object: Arc<ObjectDef>,
    /// The places of the fields in the object.
    pub(super) fields: Vec<usize>,
    pub(super) headers: ExportHeaders,
    pub(super) locale: Locale,
    pub(super) zone: TimeZone,
}

impl Layout {
    fn shown(&self) -> impl Iterator<Item = &FieldDef> {
        self.fields.iter().filter_map(|at| self.object.fields.get(*at))
    }

    fn by_name(&self) -> bool {
        self.headers == ExportHeaders::Names
    }

    /// The names of the fields, for the log.
    pub(super) fn field_names(&self) -> impl Iterator<Item = &str> {
        self.shown().map(|field| field.name.as_str())
    }

    /// The first row.
    pub(super) fn header(&self) -> Vec<String> {
        let mut header = Vec::new();
        for field in self.shown() {
            if self.by_name() {
                let name = field.name.as_str();
                match &field.kind {
                    FieldType::Address {} => {
                        header.extend(PARTS.iter().map(|(part, _, _)| format!("{name}.{part}")));
                    }
                    FieldType::Link { .. } | FieldType::User {} => {
                        header.extend([name.to_owned(), format!("{name}.id")]);
                    }
                    FieldType::Money { .. } => header.extend([name.to_owned(), format!("{name}.currency")]),
                    _ => header.push(name.to_owned()),
                }
            } else {
                let label = field.label.get(self.locale);
                header.push(label.to_owned());
                if matches!(field.kind, FieldType::Money { .. }) {
                    header.push(match self.locale {
                        Locale::Zh => format!("{label}（币种）"),
                        Locale::En => format!("{label} (currency)"),
                    });
                }
            }
        }
        header
    }

    /// A record's row.
    pub(super) fn row(&self, record: &Visible) -> Vec<Cell> {
        let mut cells = Vec::with_capacity(self.fields.len() + 8);
        for field in self.shown() {
            let shown = record.value(field.name.as_str());
            self.field(&mut cells, field, shown.unwrap_or(&Shown::Plain(Value::Null)));
        }
        cells
    }

    fn field(&self, cells: &mut Vec<Cell>, field: &FieldDef, shown: &Shown) {
        let start = cells.len();
        match shown {
            Shown::Plain(value) => self.plain(cells, field, value),
            Shown::Masked(text) => cells.push(Cell::from(text.as_str())),
            Shown::Person(named) => {
                cells.push(text_of(named));
                if self.by_name() && matches!(field.kind, FieldType::User {}) {
                    cells.push(Cell::from(named.id.to_string()));
                }
            }
            Shown::Link { named, object } => {
                cells.push(text_of(named));
                if self.by_name() {
                    let several = field.links_to_many();
                    let id = if several { format!("{object}/{}", named.id) } else { named.id.to_string() };
                    cells.push(Cell::from(id));
                }
            }
            Shown::Files(files) => {
                let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
                cells.push(Cell::from(names.join("; ")));
            }
        }
        // An empty or masked value has as many cells as the header promises.
        cells.resize(start + self.width(field), Cell::Empty);
    }

    fn width(&self, field: &FieldDef) -> usize {
        match (&field.kind, self.headers) {
            (FieldType::Money { .. }, _)
            | (FieldType::Link { .. } | FieldType::User {}, ExportHeaders::Names) => 2,
            (FieldType::Address {}, ExportHeaders::Names) => PARTS.len(),
            _ => 1,
        }
    }

    fn plain(&self, cells: &mut Vec<Cell>, field: &FieldDef, value: &Value) {
        let read = || Cell::from(field.display(value, self.locale));
        let cell = match value {
            Value::Null => Cell::Empty,
            Value::Text(text) => match field.kind {
                FieldType::Choice { .. } if !self.by_name() => read(),
                _ => Cell::from(text.as_str()),
            },
            Value::Int(number) => Cell::Number(Decimal::from(*number)),
            Value::Decimal(_) if matches!(field.kind, FieldType::Percent { .. }) && !self.by_name() => read(),
            Value::Decimal(number) => Cell::Number(*number),
            Value::Money(money) => {
                cells.push(Cell::Number(money.amount));
                Cell::from(money.currency.as_str())
            }
            Value::Bool(truth) if self.by_name() => Cell::from(if *truth { "true" } else { "false" }),
            Value::Date(date) => Cell::Date(*date),
            Value::Time(instant) if self.by_name() => Cell::from(instant.to_string()),
            Value::Time(instant) => Cell::DateTime(instant.to_zoned(self.zone.clone()).datetime()),
            Value::List(items) => match field.kind {
                FieldType::MultiChoice { .. } if !self.by_name() => read(),
                _ => Cell::from(joined(items)),
            },
            Value::Address(address) if self.by_name() => {
                let parts = [
                    &address.country,
                    &address.province,
                    &address.city,
                    &address.district,
                    &address.street,
                    &address.postcode,
                ];
                cells.extend(parts.iter().map(|part| Cell::from(part.as_deref().unwrap_or_default())));
                return;
            }
            Value::Bool(_) | Value::Address(_) => read(),
            Value::Link(id) => Cell::from(id.to_string()),
            Value::AnyLink(link) => Cell::from(format!("{}/{}", link.object, link.id)),
            Value::Files(_) | Value::Json(_) | Value::Location(_) => {
                Cell::from(field.write(value).to_string())
            }
        };
        cells.push(cell);
    }
}

fn text_of(named: &Named) -> Cell {
    Cell::from(named.label.as_deref().unwrap_or_default())
}
