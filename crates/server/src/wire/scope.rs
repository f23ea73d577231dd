//! Scopes of tokens and apps as people are asked about them: what each lets a program do, and how much may go wrong.

use access::{Objects, TokenScope, TokenScopes, Verb};
use metadata::{Metadata, ObjectDef};
use model::Label;
use serde_json::{Value, json};

/// Every scope that can be asked for: those of all objects, and of each.
pub(crate) fn all(metadata: &Metadata) -> Vec<TokenScope> {
    let objects = metadata.objects().map(|object| Objects::One(object.name.clone()));
    let objects: Vec<Objects> = std::iter::once(Objects::All).chain(objects).collect();
    let records = Verb::ALL
        .into_iter()
        .flat_map(|verb| objects.iter().map(move |objects| TokenScope::Records(verb, objects.clone())));
    let others =
        [TokenScope::Export, TokenScope::MetadataRead, TokenScope::DirectoryRead, TokenScope::ProfileRead];
    let admin = access::Capability::ALL.into_iter().map(TokenScope::Admin);
    records.chain(others).chain(admin).collect()
}

/// Scopes with their words and risks.
pub(crate) fn described(scopes: &TokenScopes, metadata: &Metadata) -> Vec<Value> {
    scopes.iter().map(|scope| one(scope, metadata)).collect()
}

/// One scope with its words and risks.
pub(crate) fn one(scope: &TokenScope, metadata: &Metadata) -> Value {
    let objects = objects_of(scope, metadata);
    let personal = match scope {
        TokenScope::DirectoryRead | TokenScope::ProfileRead => true,
        TokenScope::Admin(right) => {
            matches!(right, access::Capability::UsersManage | access::Capability::AuditRead)
        }
        TokenScope::MetadataRead => false,
        TokenScope::Records(..) | TokenScope::Export => objects.iter().any(|object| holds_personal(object)),
    };
    let verb = match scope {
        TokenScope::Records(verb, _) => Some(*verb),
        _ => None,
    };
    let name = match scope {
        TokenScope::Records(_, Objects::One(name)) => metadata
            .object(name.as_str())
            .map_or_else(|| Label::new(name.as_str(), name.as_str()), |object| object.plural.clone()),
        _ => Label::new("所有记录", "records of every kind"),
    };
    json!({
        "scope": scope.to_string(),
        "sentence": scope.sentence(&name),
        "risk": risk(scope, personal),
        "reads": matches!(verb, Some(Verb::Read)) || verb.is_none(),
        "writes": matches!(verb, Some(Verb::Write | Verb::Delete | Verb::Transfer)) || matches!(scope, TokenScope::Admin(_)),
        "exports": *scope == TokenScope::Export,
        "personal_data": personal,
    })
}

fn objects_of<'m>(scope: &TokenScope, metadata: &'m Metadata) -> Vec<&'m ObjectDef> {
    match scope {
        TokenScope::Records(_, Objects::One(name)) => {
            metadata.object(name.as_str()).map(AsRef::as_ref).into_iter().collect()
        }
        TokenScope::Records(_, Objects::All) | TokenScope::Export => {
            metadata.objects().map(AsRef::as_ref).collect()
        }
        _ => Vec::new(),
    }
}

fn holds_personal(object: &ObjectDef) -> bool {
    object.fields_in_use().any(|field| field.personal)
}

/// Whole files, deletion, everything at once and rights over the system are high; one kind of record with personal data,
/// or changes of it, medium.
fn risk(scope: &TokenScope, personal: bool) -> &'static str {
    match scope {
        TokenScope::Export
        | TokenScope::Admin(_)
        | TokenScope::Records(Verb::Delete | Verb::Transfer, _)
        | TokenScope::Records(_, Objects::All) => "high",
        TokenScope::Records(Verb::Write, _) => "medium",
        _ if personal => "medium",
        _ => "low",
    }
}
