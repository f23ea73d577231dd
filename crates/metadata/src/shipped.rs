//! The objects the program ships with: `objects/*.toml`, read strictly and checked against each other.

use std::sync::LazyLock;

use model::FieldProblem;

use crate::check::faults_between;
use crate::object_spec::ObjectSpec;
use crate::{Metadata, ObjectDef};

/// Every shipped object's file. An object is in the program when it stands here.
static FILES: &[(&str, &str)] = &[
    ("account.toml", include_str!("../../../objects/account.toml")),
    ("contact.toml", include_str!("../../../objects/contact.toml")),
    ("lead.toml", include_str!("../../../objects/lead.toml")),
    ("opportunity.toml", include_str!("../../../objects/opportunity.toml")),
    ("product.toml", include_str!("../../../objects/product.toml")),
    ("task.toml", include_str!("../../../objects/task.toml")),
    ("call.toml", include_str!("../../../objects/call.toml")),
    ("meeting.toml", include_str!("../../../objects/meeting.toml")),
    ("note.toml", include_str!("../../../objects/note.toml")),
    ("visit.toml", include_str!("../../../objects/visit.toml")),
];

/// Why the shipped objects can't be used: a fault of the build, found by its tests.
#[derive(Debug, thiserror::Error)]
pub enum ShippedError {
    /// The file is not of the form of an object.
    #[error("objects/{file}: {reason}")]
    Syntax {
        /// The file.
        file: String,
        /// Where and why.
        reason: String,
    },
    /// The object breaks rules.
    #[error("objects/{file}: {faults:?}")]
    Faults {
        /// The file.
        file: String,
        /// What is wrong, each named by its place.
        faults: Vec<FieldProblem>,
    },
}

impl Metadata {
    /// The objects that ship with the program, version 1.
    ///
    /// # Errors
    /// A shipped file is faulty; the tests of this crate keep that from happening.
    pub fn shipped() -> Result<Self, ShippedError> {
        let objects: Vec<ObjectDef> =
            FILES.iter().map(|(file, text)| object_of(file, text)).collect::<Result<_, _>>()?;
        let all = Self::new(1, objects);
        for object in all.objects() {
            let faults = faults_between(object, &all);
            if !faults.is_empty() {
                return Err(ShippedError::Faults { file: format!("{}.toml", object.name), faults });
            }
        }
        Ok(all)
    }
}

static SHIPPED: LazyLock<Option<Metadata>> = LazyLock::new(|| Metadata::shipped().ok());

/// The object as it ships, below any customer's layer.
pub(crate) fn shipped_object(name: &str) -> Option<&'static ObjectDef> {
    SHIPPED.as_ref()?.object(name).map(|object| &**object)
}

/// The object of one file's text.
pub(crate) fn object_of(file: &str, text: &str) -> Result<ObjectDef, ShippedError> {
    let faulty = |faults: Vec<FieldProblem>| ShippedError::Faults { file: file.into(), faults };
    let spec: ObjectSpec = toml::from_str(text)
        .map_err(|error| ShippedError::Syntax { file: file.into(), reason: error.to_string() })?;
    let object = spec.into_object().map_err(faulty)?;
    let faults = object.faults();
    if faults.is_empty() { Ok(object) } else { Err(faulty(faults)) }
}

#[cfg(test)]
mod tests;
