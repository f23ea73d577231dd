//! The two evaluators against each other, and what must hold of every answer, over worlds made from seeds.

use std::collections::BTreeSet;
use std::sync::Arc;

use model::Predicate;
use proptest::prelude::*;

use super::*;
use crate::plain::{self, OfColumns, RecordFacts};
use crate::role::guarded;
use crate::testing::{Case, Dice, RowFacts, World};
use crate::{Grant, Narrowing, Objects, Outcome, Role, TokenScope, TokenScopes, Verb, explain, may_grant};

/// How often the predicate and the naive evaluator were compared.
fn compare(world: &World) -> (usize, usize) {
    let (mut compared, mut allowed) = (0, 0);
    for case in world.cases() {
        let permit = decide(&case.principal, &case.object, &world.metadata, case.action).ok();
        for row in world.rows(case.object.name.as_str()) {
            let by_predicate = permit.as_ref().is_some_and(|permit| permit.rows().holds(&row));
            let naively = plain::may(&case.principal, &case.object, case.action, &row);
            assert_eq!(by_predicate, naively, "{case:?} {:?} {permit:?}", row.record());
            let columns = OfColumns::new(&case.object, &row);
            assert_eq!(naively, plain::may(&case.principal, &case.object, case.action, &columns));
            check_image(&case, permit.as_ref(), &row);
            compared += 1;
            allowed += usize::from(naively);
        }
    }
    (compared, allowed)
}

/// Whatever is not a transfer re-checks the written image by the rows; a transfer asks for an active new owner.
fn check_image(case: &Case, permit: Option<&Permit>, row: &RowFacts<'_>) {
    let Some(permit) = permit else { return };
    let expected = match (case.action, RecordFacts::owner(row)) {
        (Action::Transfer, Some(owner)) => {
            case.principal.directory().user(owner).is_some_and(|user| user.active)
        }
        (Action::Transfer, None) => permit.why().scope == Scope::All,
        _ => permit.rows().holds(row),
    };
    assert_eq!(permit.permits_image(row), expected, "{case:?}");
}

#[test]
fn the_predicate_and_the_naive_evaluator_agree_on_a_hundred_thousand_cases() {
    let (mut compared, mut allowed) = (0, 0);
    for seed in 0..40 {
        let world = World::new(seed);
        for other in [world.clone(), world.regranted(seed + 1_000)] {
            let (more, yes) = compare(&other);
            compared += more;
            allowed += yes;
        }
    }
    assert!(compared >= 100_000, "only {compared} cases");
    assert!(
        allowed * 10 > compared && allowed * 10 < compared * 9,
        "{allowed} of {compared} allowed tells little"
    );
}

fn with_roles(world: &World, principal: &Principal, roles: &[&Arc<Role>]) -> Principal {
    let mut user = world.directory.user(principal.id()).unwrap().clone();
    user.roles = roles.iter().map(|role| role.key.clone()).collect();
    user.active = true;
    let directory = Arc::new(world.directory.with_user(user));
    Principal::person(&directory, principal.id(), None).unwrap()
}

/// A guarded value read in clear on a row was opened by one role for that row, or all roles agree on it.
fn nothing_crosses_over(world: &World, principal: &Principal) {
    for object in world.metadata.objects() {
        let Ok(permit) = decide(principal, object, &world.metadata, Action::View) else { continue };
        let grant_of = |role: &Arc<Role>| -> Option<Grant> { role.grant(object.name.as_str()).cloned() };
        let giving: Vec<_> =
            principal.roles().iter().filter(|role| permit.why().roles.contains(&role.key)).collect();
        for field in object.fields_in_use().filter(|field| guarded(field) && field.stored()) {
            if !permit.fields().readable(field.name.as_str()) {
                continue;
            }
            let reads =
                |role: &Arc<Role>| grant_of(role).is_some_and(|g| g.field_right(field) >= FieldRight::Read);
            if giving.iter().all(|role| reads(role)) {
                continue;
            }
            for row in world.rows(object.name.as_str()).filter(|row| permit.rows().holds(row)) {
                let by_one = giving.iter().any(|role| {
                    let alone = with_roles(world, principal, &[role]);
                    reads(role) && plain::may(&alone, object, Action::View, &row)
                });
                assert!(by_one, "{} of {:?} crossed over", field.name, row.record());
            }
        }
    }
}

/// What is worked out is never more readable than what it is worked out from.
fn derived_values_are_as_guarded_as_their_inputs(world: &World, principal: &Principal) {
    let object = world.metadata.object("opportunity").unwrap();
    for action in Action::ALL {
        let Ok(permit) = decide(principal, object, &world.metadata, action) else { continue };
        let right = |name: &str| permit.fields().right(name).min(FieldRight::Read);
        if matches!(action, Action::View | Action::Export) {
            assert!(right("expected") <= right("amount").min(right("margin")));
            assert!(right("doubled") <= right("expected"));
        }
        for field in ["expected", "doubled", "id", "updated_at"] {
            assert!(!permit.fields().editable(field), "{field} is the system's to write");
        }
    }
}

fn explanations_say_what_happens(world: &World, principal: &Principal) {
    for object in world.metadata.objects() {
        for action in Action::ALL {
            let permit = decide(principal, object, &world.metadata, action).ok();
            for row in world.rows(object.name.as_str()).take(3) {
                let told = explain(principal, object, &world.metadata, action, Some(&row), None);
                assert_eq!(told.allowed, plain::may(principal, object, action, &row));
                let settled = if told.allowed { Outcome::Allows } else { Outcome::Refuses };
                assert!(told.steps.iter().any(|step| step.outcome == settled), "{told:?}");
                assert!(!told.sentence.zh.ends_with('：') && !told.sentence.en.ends_with(": "), "{told:?}");
            }
            for field in &object.fields {
                let told = explain(principal, object, &world.metadata, action, None, Some(&field.name));
                let right =
                    permit.as_ref().map(|p| p.fields().right(field.name.as_str())).unwrap_or_default();
                let writes =
                    matches!(action, Action::Create | Action::Edit | Action::Import | Action::Transfer);
                let needed = if writes { FieldRight::Edit } else { FieldRight::Read };
                assert_eq!(told.allowed, permit.is_some() && right >= needed);
            }
        }
    }
}

/// Whoever may be given a role by somebody gets no row and no field the giver does not have.
fn no_role_escalates(world: &World, granter: &Principal) {
    let Some(granter) = Principal::person(&world.directory, granter.id(), None) else { return };
    for role in world.directory.roles() {
        if may_grant(&granter, role, &world.metadata).is_err() {
            continue;
        }
        let given = with_roles(world, &granter, &[role]);
        for object in world.metadata.objects() {
            for action in Action::ALL {
                for row in world.rows(object.name.as_str()) {
                    let gets = plain::may(&given, object, action, &row);
                    assert!(!gets || plain::may(&granter, object, action, &row), "{role:?} {action}");
                }
                let of = |who: &Principal| decide(who, object, &world.metadata, action).ok();
                let (Some(gets), Some(has)) = (of(&given), of(&granter)) else { continue };
                for (field, right) in gets.fields().iter() {
                    assert!(right <= has.fields().right(field.as_str()), "{role:?} {action} {field}");
                }
            }
        }
    }
}

/// Another role never takes a row away.
fn roles_only_add_rows(world: &World, principal: &Principal) {
    let Some((_, fewer)) = principal.roles().split_last() else { return };
    let before = with_roles(world, principal, &fewer.iter().collect::<Vec<_>>());
    let after = with_roles(world, principal, &principal.roles().iter().collect::<Vec<_>>());
    for object in world.metadata.objects() {
        for action in Action::ALL {
            for row in world.rows(object.name.as_str()) {
                let had = plain::may(&before, object, action, &row);
                assert!(!had || plain::may(&after, object, action, &row));
            }
        }
    }
}

/// Scopes of every kind, for the world's objects and for one that is not there.
fn scopes(dice: &mut Dice, world: &World) -> TokenScopes {
    let mut objects: Vec<Objects> =
        world.metadata.objects().map(|object| Objects::One(object.name.clone())).collect();
    objects.push(Objects::All);
    let mut words = Vec::new();
    for verb in Verb::ALL {
        for object in &objects {
            if dice.one_in(if *object == Objects::All { 6 } else { 2 }) {
                words.push(TokenScope::Records(verb, object.clone()).to_string());
            }
        }
    }
    let others = [TokenScope::Export, TokenScope::MetadataRead, TokenScope::DirectoryRead];
    let admin = crate::Capability::ALL.into_iter().map(TokenScope::Admin);
    words.extend(others.into_iter().chain(admin).filter(|_| dice.one_in(2)).map(|scope| scope.to_string()));
    TokenScopes::of(words.iter().map(String::as_str)).unwrap()
}

/// A token may do a thing exactly when its owner may and its scopes cover it; and what it sees of a record is never more
/// than its owner sees, and less only where a sum is over records it does not cover.
fn a_token_may_do_what_its_owner_may_and_its_scopes_cover(world: &World, owner: &Principal, seed: u64) {
    let dice = &mut Dice::new(seed);
    let held = scopes(dice, world);
    let narrowing = Narrowing::new(model::TokenId(dice.id()), None, held.clone());
    let token = owner.clone().narrowed(Arc::new(narrowing.clone()));
    assert!(world.directory.roles().all(|role| may_grant(&token, role, &world.metadata).is_err()));
    for capability in crate::Capability::ALL {
        let word = format!("admin:{capability}");
        let has = held.iter().any(|scope| scope.to_string() == word);
        assert_eq!(token.can(capability), owner.can(capability) && has);
    }
    // Narrowed once more it has what both cover.
    let other = scopes(dice, world);
    let twice =
        token.clone().narrowed(Arc::new(Narrowing::new(model::TokenId(dice.id()), None, other.clone())));
    for object in world.metadata.objects() {
        for action in Action::ALL {
            let of = |who: &Principal| decide(who, object, &world.metadata, action).ok();
            let (by_owner, by_token, by_twice) = (of(owner), of(&token), of(&twice));
            let covered = held.cover(&object.name, action);
            assert_eq!(by_token.is_some(), by_owner.is_some() && covered, "{held} {action} {}", object.name);
            assert_eq!(by_twice.is_some(), by_token.is_some() && other.cover(&object.name, action));
            for row in world.rows(object.name.as_str()) {
                let may = by_token.as_ref().is_some_and(|permit| permit.rows().holds(&row));
                assert_eq!(may, covered && by_owner.as_ref().is_some_and(|permit| permit.rows().holds(&row)));
                assert_eq!(may, plain::may(&token, object, action, &row), "{held} {action} {}", object.name);
            }
            let (Some(by_owner), Some(by_token)) = (by_owner, by_token) else { continue };
            for field in object.fields_in_use() {
                let right = |permit: &Permit| permit.fields().right(field.name.as_str());
                assert!(right(&by_token) <= right(&by_owner));
                assert!(!field.stored() || right(&by_token) == right(&by_owner));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn tokens_narrow_and_never_widen(seed: u64) {
        let world = World::new(seed);
        for (index, principal) in world.principals().iter().enumerate() {
            let seed = seed.wrapping_add(index as u64);
            a_token_may_do_what_its_owner_may_and_its_scopes_cover(&world, principal, seed);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn every_world_keeps_the_rules(seed: u64) {
        let world = World::new(seed);
        compare(&world);
        for principal in world.principals() {
            nothing_crosses_over(&world, &principal);
            derived_values_are_as_guarded_as_their_inputs(&world, &principal);
            explanations_say_what_happens(&world, &principal);
            no_role_escalates(&world, &principal);
            roles_only_add_rows(&world, &principal);
        }
    }
}

#[test]
fn some_grants_pass_the_escalation_guard_so_that_the_property_says_something() {
    let passes = (0..60).map(World::new).flat_map(|world| {
        let granters = world.principals();
        let roles: Vec<_> = world.directory.roles().cloned().collect();
        granters.into_iter().flat_map(move |granter| {
            let metadata = Arc::clone(&world.metadata);
            roles.clone().into_iter().map(move |role| may_grant(&granter, &role, &metadata).is_ok())
        })
    });
    let answers: Vec<bool> = passes.collect();
    let yes = answers.iter().filter(|yes| **yes).count();
    assert!(yes > 100 && yes < answers.len(), "{yes} of {}", answers.len());
}

#[test]
fn the_same_seed_gives_the_same_world() {
    let told = |world: World| format!("{:?} {:?}", world.directory, world.records);
    assert_eq!(told(World::new(7)), told(World::new(7)));
    assert_ne!(told(World::new(7)), told(World::new(8)));
}

#[test]
fn a_disabled_person_and_one_without_roles_may_do_nothing() {
    let world = World::new(3);
    let mut user = world.directory.users().next().unwrap().clone();
    user.roles = world.directory.roles().map(|role| role.key.clone()).collect();
    user.active = false;
    let id = user.id;
    let disabled = Arc::new(world.directory.with_user(user.clone()));
    assert!(Principal::person(&disabled, id, None).is_none());
    assert!(Principal::on_behalf(&disabled, id).is_none());
    let bare =
        Arc::new(world.directory.with_user(crate::User { active: true, roles: BTreeSet::new(), ..user }));
    let principals = [
        Principal::for_explaining(&disabled, id).unwrap(),
        Principal::person(&bare, id, None).unwrap(),
        Principal::on_behalf(&bare, id).unwrap(),
    ];
    for principal in &principals {
        for object in world.metadata.objects() {
            for action in Action::ALL {
                let denied = decide(principal, object, &world.metadata, action).unwrap_err();
                assert!(!denied.may_view);
                assert_eq!(model::Problem::from(denied), model::Problem::not_found());
            }
        }
        assert!(crate::Capability::ALL.into_iter().all(|capability| !principal.can(capability)));
    }
}

#[test]
fn a_scope_of_owners_stands_at_the_top_of_the_predicate() {
    for world in (0..50).map(World::new) {
        let product = world.metadata.object("product").unwrap();
        for principal in world.principals() {
            let Ok(permit) = decide(&principal, product, &world.metadata, Action::View) else { continue };
            assert!(matches!(permit.rows(), Predicate::True | Predicate::In { .. }), "{:?}", permit.rows());
        }
    }
}

#[test]
fn a_printed_principal_shows_no_name() {
    let world = World::new(1);
    for principal in world.principals() {
        assert!(!format!("{principal:?}").contains(principal.name()));
    }
}
