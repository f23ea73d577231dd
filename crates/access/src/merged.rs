//! What several roles give together over one object. The rules are argued in `docs/adr/0004-access.md`:
//!
//! 1. An action has the widest scope any role gives it.
//! 2. A field that is not guarded has the most generous right any role gives that gives the action.
//! 3. A guarded field (class sensitive or restricted, or always sealed) has the most generous right among the
//!    roles that reach *every* row the roles reach together; when no single one does, the least generous. So a
//!    clear value never crosses over from a role that opens few rows to rows another role opens masked.

use metadata::{FieldDef, Metadata, ObjectDef};

use crate::links::through_links;
use crate::role::guarded;
use crate::{Action, FieldRight, Grant, Principal, Role, Scope};

/// The roles of a principal that say anything about one object.
pub(crate) struct Merged<'a> {
    sources: Vec<Source<'a>>,
    reach: Reach,
}

struct Source<'a> {
    role: &'a Role,
    grant: &'a Grant,
    reach: Reach,
}

/// Which rows a view right opens: its scope, and for each through link the scope of what it leads to.
#[derive(Clone, PartialEq, Eq)]
struct Reach {
    scope: Scope,
    through: Vec<Scope>,
}

impl Reach {
    /// With everything in view there is nothing left for links to open.
    fn new(scope: Scope, through: Vec<Scope>) -> Self {
        if scope == Scope::All { Self { scope, through: Vec::new() } } else { Self { scope, through } }
    }
}

impl<'a> Merged<'a> {
    /// What the principal's roles give over the object; nothing to somebody disabled.
    pub(crate) fn of(principal: &'a Principal, object: &ObjectDef, metadata: &Metadata) -> Self {
        let roles: Vec<&Role> = if principal.active() {
            principal.roles().iter().map(AsRef::as_ref).collect()
        } else {
            Vec::new()
        };
        let links = through_links(object, metadata);
        let widest_view =
            |name: &str| roles.iter().filter_map(|role| role.grant(name)).map(|grant| grant.view).max();
        let sources: Vec<Source<'a>> = roles
            .iter()
            .filter_map(|role| {
                let grant = role.grant(object.name.as_str())?;
                let target = |name: &str| role.grant(name).map_or(Scope::None, |grant| grant.view);
                let through = links
                    .iter()
                    .map(|link| if grant.through { target(link.target.as_str()) } else { Scope::None });
                Some(Source { role, grant, reach: Reach::new(grant.view, through.collect()) })
            })
            .collect();
        let through = sources.iter().any(|source| source.grant.through);
        let opened = links.iter().map(|link| {
            if through { widest_view(link.target.as_str()).unwrap_or_default() } else { Scope::None }
        });
        let view = sources.iter().map(|source| source.grant.view).max().unwrap_or_default();
        let reach = Reach::new(view, opened.collect());
        Self { sources, reach }
    }

    /// The widest scope any role gives the action.
    pub(crate) fn scope(&self, action: Action) -> Scope {
        self.sources.iter().map(|source| source.grant.scope(action)).max().unwrap_or_default()
    }

    /// Whether what hangs off viewable records is opened.
    pub(crate) fn through(&self) -> bool {
        self.sources.iter().any(|source| source.grant.through)
    }

    /// The roles that give the action at all.
    pub(crate) fn givers(&self, action: Action) -> impl Iterator<Item = &'a Role> + '_ {
        self.sources.iter().filter(move |source| source.gives(action)).map(|source| source.role)
    }

    /// The right to a field's value when it is viewed.
    pub(crate) fn view_right(&self, field: &FieldDef) -> FieldRight {
        self.right(field, Source::gives_view, |source| source.reach == self.reach)
    }

    /// The right to a field among the roles that give the action.
    pub(crate) fn acting_right(&self, field: &FieldDef, action: Action) -> FieldRight {
        let widest = self.scope(action);
        self.right(field, |source| source.gives(action), |source| source.grant.scope(action) == widest)
    }

    fn right(
        &self,
        field: &FieldDef,
        gives: impl Fn(&Source<'a>) -> bool,
        reaches_all: impl Fn(&Source<'a>) -> bool,
    ) -> FieldRight {
        let right = |source: &Source<'a>| source.grant.field_right(field);
        let giving = || self.sources.iter().filter(|source| gives(source));
        if !guarded(field) {
            return giving().map(right).max().unwrap_or_default();
        }
        let of_the_widest = giving().filter(|source| reaches_all(source)).map(right).max();
        of_the_widest.or_else(|| giving().map(right).min()).unwrap_or_default()
    }
}

impl Source<'_> {
    /// By a scope of its own, or by letting rights flow here: from whatever record any role lets one view.
    fn gives_view(&self) -> bool {
        self.grant.view > Scope::None || (self.grant.through && !self.reach.through.is_empty())
    }

    fn gives(&self, action: Action) -> bool {
        match action {
            Action::View | Action::History => self.gives_view(),
            _ => self.grant.scope(action) > Scope::None,
        }
    }
}
