//! Which columns a read needs: those of the fields that will be shown, what formulas work from, and the title.

use std::collections::BTreeSet;
use std::ops::Range;

use access::{FieldRight, Permit};
use metadata::{DELETED_AT_COLUMN, DELETED_BY_COLUMN, FieldDef, Formula, ObjectDef, VERSION_COLUMN};
use model::{Column, FieldName, FieldProblem, Problem};

/// The most fields one request may name.
const MAX_FIELDS: usize = 64;

/// The stored columns of a read, and where each field's stand in a row.
pub(crate) struct Columns {
    /// The columns in the order of a row. The first two are the id and the version.
    pub(crate) stored: Vec<Column>,
    /// The fields that are loaded; those after `shown` serve only the title and formulas.
    pub(crate) loaded: Vec<Loaded>,
    /// How many of `loaded`, from the first, are shown.
    pub(crate) shown: usize,
    /// Where the title field stands in `loaded`, if the reader may read it.
    pub(crate) title: Option<usize>,
    /// Where the two columns of the recycle bin begin, if asked for.
    pub(crate) deleted: Option<usize>,
}

/// One field of a read.
pub(crate) struct Loaded {
    /// Its place in the object's fields.
    pub(crate) index: usize,
    /// Its columns in a row; empty for a formula or roll-up.
    pub(crate) range: Range<usize>,
    /// What the reader may know of it: masked, read or edit.
    pub(crate) right: FieldRight,
    /// The checked formula of a formula field.
    pub(crate) formula: Option<Formula>,
}

/// Which fields are wanted.
pub(crate) enum Wanted<'a> {
    /// Every field that is not hidden: a record page.
    All,
    /// The list columns of the layout.
    Layout,
    /// Those named; a name out of reach is refused like one that does not exist.
    Named(&'a [String]),
}

impl Columns {
    /// The columns for the wanted fields, as far as the permit lets them through.
    pub(crate) fn choose(object: &ObjectDef, permit: &Permit, wanted: &Wanted<'_>) -> Result<Self, Problem> {
        let mut choice = Self {
            stored: vec![Column::new("id"), Column::new(VERSION_COLUMN)],
            loaded: Vec::new(),
            shown: 0,
            title: None,
            deleted: None,
        };
        match wanted {
            Wanted::All => {
                let all = object.fields.iter().enumerate().filter(|(_, field)| !field.retired);
                all.for_each(|(index, field)| choice.load(object, permit, index, field));
            }
            Wanted::Layout => {
                let fields = object.layout.list.iter().filter_map(|name| object.field_at(name.as_str()));
                fields.for_each(|(index, field)| choice.load(object, permit, index, field));
            }
            Wanted::Named(names) => choice.load_named(object, permit, names)?,
        }
        choice.shown = choice.loaded.len();
        choice.load_title(object, permit);
        choice.load_inputs(object);
        Ok(choice)
    }

    /// Adds when and by whom the record was deleted.
    pub(crate) fn with_deletion(mut self) -> Self {
        self.deleted = Some(self.stored.len());
        self.stored.push(Column::new(DELETED_AT_COLUMN));
        self.stored.push(Column::new(DELETED_BY_COLUMN));
        self
    }

    fn load_named(&mut self, object: &ObjectDef, permit: &Permit, names: &[String]) -> Result<(), Problem> {
        if names.len() > MAX_FIELDS {
            let fault = FieldProblem::new("fields", "too_many_items").with("max", MAX_FIELDS.to_string());
            return Err(Problem::invalid_fields(vec![fault]));
        }
        for name in names {
            let known = object
                .field_at(name)
                .filter(|(_, field)| permit.fields().right(field.name.as_str()) > FieldRight::Hidden);
            let (index, field) = known.ok_or_else(|| Problem::invalid_field("fields", "unknown_field"))?;
            self.load(object, permit, index, field);
        }
        Ok(())
    }

    fn load(&mut self, object: &ObjectDef, permit: &Permit, index: usize, field: &FieldDef) {
        let right = permit.fields().right(field.name.as_str());
        if right > FieldRight::Hidden {
            self.load_with(object, index, field, right);
        }
    }

    /// Loads a field once; gives its place in `loaded`.
    fn load_with(&mut self, object: &ObjectDef, index: usize, field: &FieldDef, right: FieldRight) -> usize {
        if let Some(place) = self.loaded.iter().position(|loaded| loaded.index == index) {
            return place;
        }
        let start = self.stored.len();
        if field.sealed() {
            self.stored.push(field.column());
        } else {
            self.stored.extend(field.columns().into_iter().map(|stored| stored.column));
        }
        let formula = field.formula(object);
        self.loaded.push(Loaded { index, range: start..self.stored.len(), right, formula });
        self.loaded.len() - 1
    }

    fn load_title(&mut self, object: &ObjectDef, permit: &Permit) {
        let Some((index, field)) = object.field_at(object.title_field.as_str()) else { return };
        let right = permit.fields().right(field.name.as_str());
        if right >= FieldRight::Read {
            self.title = Some(self.load_with(object, index, field, right));
        }
    }

    /// A formula is shown only when all it works from may be read, so its inputs may be loaded freely.
    fn load_inputs(&mut self, object: &ObjectDef) {
        let inputs: BTreeSet<FieldName> = self
            .loaded
            .iter()
            .filter_map(|loaded| loaded.formula.as_ref())
            .flat_map(Formula::inputs)
            .cloned()
            .collect();
        for input in inputs {
            if let Some((index, input)) = object.field_at(input.as_str()) {
                self.load_with(object, index, input, FieldRight::Read);
            }
        }
    }
}
