//! People, trees of teams, and roles that give everything and nothing in every mixture, sound or not: the evaluators
//! must agree on a role that could never be saved as well.

use std::collections::{BTreeMap, BTreeSet};

use metadata::{DataClass, Metadata, ObjectDef};
use model::{FieldName, Label, ObjectName, TeamId, UserId};

use super::Dice;
use crate::role::CLASSES;
use crate::{Capability, Directory, FieldRight, Grant, Role, RoleKey, Scope, Team, User};

pub(super) fn people(dice: &mut Dice) -> Vec<UserId> {
    (0..3 + dice.below(8)).map(|_| UserId(dice.id())).collect()
}

pub(super) fn directory(dice: &mut Dice, people: &[UserId], metadata: &Metadata) -> Directory {
    let teams = teams(dice, people);
    let team_ids: Vec<TeamId> = teams.iter().map(|team| team.id).collect();
    let roles: Vec<Role> = (0..=dice.below(5)).filter_map(|index| role(dice, index, metadata)).collect();
    let keys: Vec<RoleKey> = roles.iter().map(|role| role.key.clone()).collect();
    let users: Vec<User> = people
        .iter()
        .enumerate()
        .map(|(index, id)| User {
            id: *id,
            name: format!("user {index}"),
            team: if dice.one_in(6) { None } else { dice.pick(&team_ids) },
            active: !dice.one_in(9),
            roles: (0..dice.below(4)).filter_map(|_| dice.pick(&keys)).collect(),
        })
        .collect();
    Directory::new(dice.throw(), users, teams, roles)
}

/// Mostly a tree; once in a while a circle or a parent that is not there.
fn teams(dice: &mut Dice, people: &[UserId]) -> Vec<Team> {
    let ids: Vec<TeamId> = (0..=dice.below(8)).map(|_| TeamId(dice.id())).collect();
    let mut teams = Vec::with_capacity(ids.len());
    for (index, id) in ids.iter().enumerate() {
        let above: Vec<TeamId> = ids.iter().take(index).copied().collect();
        let parent = match dice.below(12) {
            0 => dice.pick(&ids),
            1 => Some(TeamId(dice.id())),
            2..=3 => None,
            _ => dice.pick(&above),
        };
        let manager = if dice.one_in(3) { None } else { dice.pick(people) };
        teams.push(Team { id: *id, name: format!("team {index}"), parent, manager });
    }
    teams
}

fn role(dice: &mut Dice, index: usize, metadata: &Metadata) -> Option<Role> {
    let mut objects = BTreeMap::new();
    for object in metadata.objects() {
        if !dice.one_in(4) {
            objects.insert(ObjectName::clone(&object.name), grant(dice, Some(object)));
        }
    }
    let system: BTreeSet<Capability> =
        (0..dice.below(3)).filter_map(|_| dice.pick(&Capability::ALL)).collect();
    Some(Role {
        key: RoleKey::new(&format!("role_{index}")).ok()?,
        label: Label::new(format!("角色 {index}"), format!("Role {index}")),
        description: Label::default(),
        shipped: false,
        version: 1,
        system,
        objects,
        default: dice.one_in(3).then(|| grant(dice, None)),
    })
}

fn grant(dice: &mut Dice, object: Option<&ObjectDef>) -> Grant {
    let mut fields: BTreeMap<FieldName, FieldRight> = BTreeMap::new();
    for field in object.into_iter().flat_map(|object| &object.fields) {
        if dice.one_in(6) {
            fields.extend(dice.pick(&FieldRight::ALL).map(|right| (field.name.clone(), right)));
        }
    }
    let mut classes: BTreeMap<DataClass, FieldRight> = BTreeMap::new();
    for class in CLASSES {
        if dice.one_in(3) {
            classes.extend(dice.pick(&FieldRight::ALL).map(|right| (class, right)));
        }
    }
    let view = scope(dice);
    let within = |dice: &mut Dice| {
        let other = scope(dice);
        if dice.one_in(4) { other } else { other.min(view) }
    };
    Grant {
        view,
        create: dice.one_in(2),
        edit: within(dice),
        delete: within(dice),
        export: within(dice),
        import: dice.one_in(3),
        transfer: within(dice),
        bulk: dice.one_in(2),
        through: dice.one_in(2),
        fields,
        classes,
    }
}

fn scope(dice: &mut Dice) -> Scope {
    dice.pick(&Scope::ALL).unwrap_or_default()
}
