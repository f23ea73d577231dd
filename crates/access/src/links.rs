//! By which links a right flows from one record to what hangs off it.

use metadata::{FieldDef, FieldType, Metadata, ObjectDef};
use model::ObjectName;

/// One way to a record whose own view right opens this one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ThroughLink<'a> {
    /// The link field.
    pub(crate) field: &'a FieldDef,
    /// The object it leads to.
    pub(crate) target: &'a ObjectName,
}

/// The ways of an object: its `through` link, and for an activity every link to one of several objects (`about`).
/// A sealed link can't be followed by the database and opens nothing; neither does an object that is not there.
pub(crate) fn through_links<'a>(object: &'a ObjectDef, metadata: &Metadata) -> Vec<ThroughLink<'a>> {
    let mut links = Vec::new();
    for field in object.fields_in_use().filter(|field| !field.sealed()) {
        let FieldType::Link { objects } = &field.kind else { continue };
        let named = object.through.as_ref() == Some(&field.name);
        if named || (object.activity && objects.len() > 1) {
            let there = objects.iter().filter(|target| metadata.object(target.as_str()).is_some());
            links.extend(there.map(|target| ThroughLink { field, target }));
        }
    }
    links
}
