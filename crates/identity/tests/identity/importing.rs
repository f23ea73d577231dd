//! Bringing many people in from a file.

use identity::{PersonRow, UserState};

use crate::world::{ADMIN, PASSWORD, World, acting_as, code, each_engine};

/// The shape of a real one: agents under managers in regions.
fn sales_people() -> Vec<PersonRow> {
    let mut rows = Vec::new();
    for agent in 0..35 {
        let manager = agent % 6;
        rows.push(PersonRow {
            name: format!("Agent {agent}"),
            manager: Some(format!("Manager {manager}")),
            team_above: Some(["Central", "East", "West"][manager / 2].into()),
            ..PersonRow::default()
        });
    }
    rows
}

#[test]
fn a_file_of_people_becomes_teams_under_regions_and_again_changes_nothing() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let by = world.administrator().await;
        let import = || {
            let roles = ("sales_rep", "sales_manager");
            world.identity.people_import(&by, sales_people(), roles, &world.metadata)
        };
        let done = import().await.unwrap();
        assert_eq!((done.created, done.existing, done.teams_created), (41, 0, 9));
        let directory = world.identity.directory();
        let manager = directory.users().find(|user| user.name == "Manager 3").unwrap();
        assert!(manager.roles.iter().all(|role| role.as_str() == "sales_manager"));
        let team = directory.team(manager.team.unwrap()).unwrap();
        assert_eq!((team.name.as_str(), team.manager), ("Manager 3", Some(manager.id)));
        assert_eq!(directory.team(team.parent.unwrap()).unwrap().name, "East");
        assert_eq!(directory.team_of(manager.id).len(), 7);

        let version = directory.version();
        let again = import().await.unwrap();
        assert_eq!((again.created, again.existing, again.teams_created), (0, 35, 0));
        assert!(world.identity.directory().users().eq(directory.users()));
        assert!(world.identity.directory().version() > version);
        assert_eq!(world.acts_of("import/done").await, 1);
    });
}

#[test]
fn a_dry_run_finds_what_the_import_finds_and_leaves_nothing() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let by = world.administrator().await;
        let metadata = &world.metadata;
        let roles = ("sales_rep", "sales_manager");
        let person = |number, name: &str, email: Option<&str>| PersonRow {
            number,
            name: name.into(),
            email: email.map(Into::into),
            ..PersonRow::default()
        };
        let both = async |rows: Vec<PersonRow>| {
            let version = world.identity.directory().version();
            let tried = world.identity.people_import_rehearse(&by, rows.clone(), roles, metadata).await;
            assert_eq!(world.identity.directory().version(), version);
            let done = world.identity.people_import(&by, rows, roles, metadata).await;
            assert_eq!(tried, done);
            done
        };
        let named = async |rows: Vec<PersonRow>| {
            let problem = both(rows).await.err().unwrap();
            problem.fields.into_iter().map(|fault| (fault.field, fault.code)).collect::<Vec<_>>()
        };
        let long = "x".repeat(1000);
        let above = PersonRow { team_above: Some(long.clone()), ..person(9, "Cora", None) };
        let managed = PersonRow { manager: Some(long), ..person(12, "Dora", None) };
        let faults =
            named(vec![person(2, "Anna", None), person(5, "Bert", Some("no address")), above, managed]);
        assert_eq!(
            faults.await,
            [
                ("rows.5.email".to_owned(), "invalid_email"),
                ("rows.9.team_above".to_owned(), "too_long"),
                ("rows.12.manager".to_owned(), "too_long"),
            ]
        );
        let taken = named(vec![person(2, "Anna", None), person(4, "Bert", Some(ADMIN))]);
        assert_eq!(taken.await, [("rows.4.email".to_owned(), "email_taken")]);
        assert_eq!(world.identity.directory().users().count(), 1);
        let rep = acting_as(&world, world.colleague("rep@yunling.example", &["sales_rep"]).await);
        let tried = world.identity.people_import_rehearse(&rep, Vec::new(), roles, metadata).await;
        assert_eq!(code(tried), "forbidden");
        assert_eq!(both(sales_people()).await.unwrap().created, 41);
        assert_eq!(world.acts_of("import/done").await, 1);
    });
}

#[test]
fn an_imported_person_comes_in_once_they_have_an_address_and_a_link() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let by = world.administrator().await;
        let metadata = &world.metadata;
        let rows = vec![PersonRow { name: "Anna Snelling".into(), ..PersonRow::default() }];
        world.identity.people_import(&by, rows, ("sales_rep", "sales_manager"), metadata).await.unwrap();
        let anna = world.identity.people_search("anna")[0].id;
        let info = world.identity.user_find(&by, anna).await.unwrap();
        assert_eq!((info.email, info.state), (None, UserState::Invited));
        assert_eq!(code(world.identity.user_invite_again(&by, anna, metadata).await), "invalid_email");
        let email = "anna@yunling.example";
        world.identity.user_email_change(&by, anna, email, info.version, metadata).await.unwrap();
        let invited = world.identity.user_invite_again(&by, anna, metadata).await.unwrap();
        world.accept(&invited.path).await.unwrap();
        world.sign_in(email, PASSWORD).await.unwrap();
    });
}
