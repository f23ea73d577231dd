//! Somebody who left: when all is done, and the list of all who did.

use identity::{Acting, Leaving, OrphanCount};
use model::{Clock, UserId};
use store::system::jobs::{job_finish, jobs_find};
use uuid::Uuid;

use crate::world::{World, each_engine};

const COLLEAGUES: [&str; 3] = ["one@yunling.example", "two@yunling.example", "three@yunling.example"];

async fn leaves(world: &World, by: &Acting, user: UserId, successor: Option<UserId>) {
    let leaving = Leaving { successor, ..Leaving::default() };
    let left = world.identity.user_leave(by, user, leaving, &world.metadata).await.unwrap();
    for item in &left.items {
        world.identity.leaver_item_tick(by, user, item.id, true).await.unwrap();
    }
}

/// The handover of that person's records ends so.
async fn handed_over(world: &World, user: UserId, refused: &str) {
    let (at, result) = (world.clock.now(), format!(r#"{{"moved":{{}},"refused":{refused}}}"#));
    let ended = world.database.write(move |writer| {
        let sql = "SELECT job_id FROM leaver WHERE user_id = ?1";
        let id = writer.query_map_one(sql, &[user.into()], |row| row.id(0))?.unwrap_or(Uuid::nil());
        assert_eq!(jobs_find(writer, &[id, Uuid::nil()])?.len(), 1);
        job_finish(writer, id, "done", Some(&result), at)
    });
    let ended: Result<bool, store::Error> = ended.await;
    assert!(ended.unwrap());
}

/// Somebody looked, and found so many records of that person.
async fn looked(world: &World, owner: UserId, count: u64) {
    let found = OrphanCount { object: "account".into(), owner, count };
    world.identity.orphans_keep(vec![found]).await.unwrap();
}

#[test]
fn nobody_is_done_with_while_records_are_left() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let by = world.administrator().await;
        let heir = by.principal.id();
        let [one, two, three] = COLLEAGUES;
        let (one, two, three) = (
            world.colleague(one, &["sales_rep"]).await,
            world.colleague(two, &["sales_rep"]).await,
            world.colleague(three, &["sales_rep"]).await,
        );
        let done = async |user: UserId| world.identity.leaver(&by, user).await.unwrap().done;
        leaves(&world, &by, one, Some(heir)).await;
        assert!(!done(one).await, "the handover goes on");
        // What is found meanwhile is on its way.
        looked(&world, one, 7).await;
        world.clock.advance_secs(60);
        handed_over(&world, one, "{}").await;
        assert!(done(one).await);
        looked(&world, one, 1).await;
        assert!(!done(one).await, "something is left over");
        looked(&world, one, 0).await;
        assert!(done(one).await);

        leaves(&world, &by, two, Some(heir)).await;
        world.clock.advance_secs(60);
        handed_over(&world, two, r#"{"account":2}"#).await;
        assert!(!done(two).await, "some could not be handed over");
        // Until somebody has looked after them.
        looked(&world, two, 0).await;
        assert!(done(two).await);

        leaves(&world, &by, three, None).await;
        world.clock.advance_secs(60);
        looked(&world, three, 3).await;
        assert!(!done(three).await);
        looked(&world, three, 0).await;
        assert!(done(three).await);
    });
}

#[test]
fn the_list_says_of_each_what_they_say_alone_those_with_something_to_do_first() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let by = world.administrator().await;
        let heir = by.principal.id();
        let mut people = Vec::new();
        for email in COLLEAGUES {
            people.push(world.colleague(email, &["sales_rep"]).await);
        }
        for person in &people {
            leaves(&world, &by, *person, Some(heir)).await;
            world.clock.advance_secs(60);
        }
        // All of the first is done, and of the second but for what could not be handed over.
        handed_over(&world, people[0], "{}").await;
        handed_over(&world, people[1], r#"{"account":1}"#).await;
        let all = world.identity.leavers(&by).await.unwrap();
        let order: Vec<UserId> = all.iter().map(|leaver| leaver.user.0).collect();
        assert_eq!(order, [people[1], people[2], people[0]]);
        for leaver in all {
            assert_eq!(world.identity.leaver(&by, leaver.user.0).await.unwrap(), leaver);
        }
    });
}
